import { drawnKinds } from './draw.ts';
import type { FaultKind } from './fault-rule.ts';

/** One parameter of a fault as text: what it may be, and its value; undefined for a text that is none. */
export interface Parameter {
  readonly values: string;
  readonly isRequired: boolean;
  read(text: string): unknown;
}

/** A kind of fault as people write it. */
interface FaultRow {
  readonly summary: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

type Reader = Pick<Parameter, 'values' | 'read'>;

const number = (values: string, fits: (value: number) => boolean): Reader => ({
  values,
  read: (text) => (/^-?\d+(\.\d+)?$/.test(text) && fits(Number(text)) ? Number(text) : undefined),
});
const oneOf = (...choices: string[]): Reader => ({
  values: choices.join('|'),
  read: (text) => (choices.includes(text) ? text : undefined),
});
const listOf = (choices: readonly string[]): Reader => ({
  values: `${choices[0]}+${choices[1]}+...`,
  read: (text) => (text.split('+').every((each) => choices.includes(each)) ? text.split('+') : undefined),
});
const text = (values: string): Reader => ({ values, read: (given) => given || undefined });
const orForever = ({ values, read }: Reader): Reader => ({
  values: `${values}|forever`,
  read: (given) => (given === 'forever' ? Number.POSITIVE_INFINITY : read(given)),
});

const ms = number('MS', (value) => value >= 0 && value < 2 ** 31);
const count = number('N', (value) => Number.isInteger(value) && value >= 1);
const flag: Reader = { values: 'true', read: (given) => (given === 'true' ? true : undefined) };

const must = (reader: Reader): Parameter => ({ ...reader, isRequired: true });
const may = (reader: Reader): Parameter => ({ ...reader, isRequired: false });

/** Every kind with its parameters. */
export const faultTable: Record<FaultKind, FaultRow> = {
  throttle: { summary: 'the call is throttled', parameters: {} },
  bucket: {
    summary: 'calls are throttled when a token bucket is empty',
    parameters: { burst: must(count), perSecond: must(number('N', (value) => value >= 0)) },
  },
  latency: { summary: 'the call waits, then takes effect', parameters: { ms: must(ms) } },
  deny: { summary: 'permission is refused', parameters: {} },
  unreachable: {
    summary: 'no answer and no effect',
    parameters: { how: must(oneOf('refuse', 'reset', 'silent')) },
  },
  expired: { summary: 'the credentials have expired', parameters: {} },
  skew: {
    summary: "the service's clock is ahead by so much (negative: behind)",
    parameters: { ms: must(number('MS', () => true)) },
  },
  error: {
    summary: 'this error and no effect',
    parameters: {
      status: must(number('HTTP-STATUS', (value) => value >= 400 && value <= 599)),
      code: may(text('CODE')),
      message: may(text('TEXT')),
    },
  },
  garbage: {
    summary: 'an answer that is not from AWS',
    parameters: {
      body: may(text('TEXT')),
      status: may(number('HTTP-STATUS', (value) => value >= 200 && value <= 599)),
      contentType: may(text('TYPE')),
      size: may(number('BYTES', (value) => value >= 0)),
      endless: may(flag),
      dripMs: may(ms),
      gzip: may(flag),
      truncated: may(flag),
      find: may(text('TEXT')),
      put: may(text('TEXT')),
    },
  },
  priorRequest: { summary: 'Route 53 is busy with an earlier change', parameters: {} },
  pending: { summary: 'changes stay PENDING', parameters: { ms: must(orForever(ms)) } },
  lostResponse: { summary: 'the effect happens, the answer is lost', parameters: {} },
  late: { summary: 'the connection is lost, the effect comes later', parameters: { ms: must(ms) } },
  stale: { summary: 'reads show an older world', parameters: { ms: must(ms) } },
  egress: { summary: 'a node whose public address changes is cut off', parameters: { ms: must(orForever(ms)) } },
  kill: { summary: "the node's process is killed", parameters: { when: must(oneOf('before', 'after')) } },
};

/** Which calls a fault hits. */
export const scopeParameters: Readonly<Record<string, Parameter>> = {
  service: may(oneOf('ec2', 'route53', 'sts', 'imds')),
  action: may(text('ACTION, or its beginning and *')),
  caller: may(text('NODE')),
  times: may(count),
};

/** Faults by chance. */
export const drawParameters: Readonly<Record<string, Parameter>> = {
  seed: must(number('N', Number.isInteger)),
  rate: must(number('0...1', (value) => value >= 0 && value <= 1)),
  kinds: may(listOf(drawnKinds)),
};
