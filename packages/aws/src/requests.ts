import type { Host, KirikaeError, Run, Written } from '@kirikae/core';
import { aboutService } from './about.ts';
import { loggedCall } from './call-log.ts';
import { ask, type ClientOptions, clientOptions } from './client.ts';
import { awsError } from './errors.ts';
import { questionOf } from './many-requests.ts';
import type { Answer, Change, ManyRequest, Request } from './request.ts';
import { type AwsSettings, settingsOf } from './settings.ts';

/** How one resource makes its requests to one service. Action and purpose are said once, whatever becomes of the request. */
export interface Requests<C> {
  /** Asks, as often as the run allows it. */
  read<T>(run: Pick<Run, 'read'>, request: Request<C, T>): Promise<T>;
  /** Looks at one of many things, in one request with what else of the run is looked at so. */
  readMany<A, T>(run: Pick<Run, 'readMany'>, about: string, request: ManyRequest<C, A, T>): Promise<T>;
  /** Writes, through the gate of the run. */
  write<T extends Answer>(run: Pick<Run, 'write'>, change: Change<C, T>): Promise<Written>;
  /** The error of an answer that lacks `what`: not found, which is never "not here". */
  absent(wanted: string, what: string): KirikaeError;
}

/** Opens a service with the settings of a resource; `Client` is that of the SDK, made once a run for the same settings. */
export function requestsTo<C>(
  service: string,
  Client: new (options: ClientOptions) => C,
  resolved: AwsSettings & { readonly region: string },
  host: Host,
): Requests<C> {
  const { region } = resolved;
  const name = `${service} ${JSON.stringify(settingsOf(resolved))}`;
  const client = host.once(name, () => new Client(clientOptions(service, region, resolved, host)));
  const accepted = acceptedBy(resolved, host);
  const send = async <T>({ call, wrong, ...what }: Request<C, T>, signal: AbortSignal, holder?: string): Promise<T> => {
    const about = { ...aboutService(service, resolved, host), ...what, holder };
    const told = { action: what.action, service, region, secrets: about.secrets ?? [] };
    const answer = await ask(about, signal, (options) => loggedCall(host, told, () => call(client, options)));
    const reason = wrong?.(answer);
    if (reason) throw awsError('AWS_GARBAGE', what.wanted, { service: about.service, reason });
    return answer;
  };
  const look = async <T>(request: Request<C, T>, signal: AbortSignal): Promise<T> => {
    const answer = await send(request, signal);
    accepted.yes = true;
    return answer;
  };
  return {
    read: ({ read }, request) => read((signal) => look(request, signal), request.action),
    readMany: ({ readMany }, about, request) => readMany(questionOf(name, request, look), about),
    write: (run, change) =>
      writing(run, change, (request, signal, holder) => send(request, signal, accepted.yes ? holder : undefined)),
    absent: (wanted, what) => awsError('AWS_NOT_FOUND', wanted, { what, region }),
  };
}

/** Sends a request about what `holder` has. */
type Send<C> = <T>(request: Request<C, T>, signal: AbortSignal, holder: string) => Promise<T>;

/** One write through the gate, with the question that a dry run asks in its place where the service has one. */
function writing<C, T extends Answer>({ write }: Pick<Run, 'write'>, change: Change<C, T>, send: Send<C>) {
  const { made = () => ({}), refused = rethrow, holder = SOMEBODY, question, summary, ...request } = change;
  const { action, wanted } = request;
  const call = (signal: AbortSignal) =>
    send(request, signal, holder).then((answer) => ({ ...made(answer), ...requestIdOf(answer) }), refused);
  const asked = question && { action, wanted, call: asking(question) };
  return write(action, summary ?? wanted, call, asked && ((signal) => send(asked, signal, holder)));
}

/** The question of a dry run as a call: that it would have succeeded is told as an error. */
const asking =
  <C>(question: NonNullable<Change<C, Answer>['question']>): Request<C, unknown>['call'] =>
  (client, options) =>
    question(client, options).catch((error) => {
      if ((error as Error).name !== 'DryRunOperation') throw error;
    });

/** Who holds what no look tells the holder of. */
const SOMEBODY = 'another account or service';

/** Whether AWS has accepted the credentials of these settings in this run: then a refusal of a write is not about them. */
const acceptedBy = ({ profile = '', roleArn = '' }: AwsSettings, host: Host): { yes: boolean } =>
  host.once(`aws accepts ${profile} ${roleArn}`, () => ({ yes: false }));

/** The id of the request that an answer came from, for AWS's support. */
const requestIdOf = ({ $metadata: { requestId } }: Answer): Written => (requestId ? { requestId } : {});

const rethrow = (error: KirikaeError): never => {
  throw error;
};
