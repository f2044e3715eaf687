import { AwsError } from './aws-error.ts';
import type { Exchange } from './service.ts';
import type { ServiceName } from './service-name.ts';

/** How far, in ms, a signature's time may be from the service's. */
const tolerance: Record<ServiceName, number> = { ec2: 300_000, route53: 900_000, sts: 900_000, imds: Infinity };

/** The service's clock as it is told in the Date header: the simulation's, unless a `skew` hits the call. */
export const serviceTime = ({ simulation, ahead }: Exchange): number => simulation.now() + ahead;

/** Refuses a request whose signature is too old or too new by the service's clock. Only a `skew` moves the two apart. */
export function checkClock(exchange: Exchange): void {
  const { simulation, service, request, call } = exchange;
  const rule = simulation.faults.find(call, { kinds: ['skew'] });
  if (rule === undefined) return;
  simulation.faults.use(rule);
  const signed = String(request.headers['x-amz-date'] ?? '');
  const ahead = timeOf(signed) - serviceTime(exchange);
  if (Math.abs(ahead) <= tolerance[service.name]) return;
  call.fault = 'skew';
  throw service.name === 'ec2' ? ec2Refusal(ahead) : restRefusal(ahead, signed, serviceTime(exchange));
}

function ec2Refusal(ahead: number): AwsError {
  if (ahead < 0) return new AwsError(400, 'RequestExpired', 'Request has expired.');
  return new AwsError(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
}

function restRefusal(ahead: number, signed: string, now: number): AwsError {
  const edge = (ms: number): string => `${compact(now + ms)} (${compact(now)} ${ms < 0 ? '-' : '+'} 15 min.)`;
  const text =
    ahead < 0
      ? `Signature expired: ${signed} is now earlier than ${edge(-tolerance.sts)}`
      : `Signature not yet current: ${signed} is still later than ${edge(tolerance.sts)}`;
  return new AwsError(403, 'SignatureDoesNotMatch', text);
}

/** `20260102T030405Z`, as X-Amz-Date is written. */
const compact = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');

const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
