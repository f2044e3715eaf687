import type { Host } from '@kirikae/core';
import { firstLine } from './secrets.ts';

/** What of a request of the SDK says where it goes. */
interface Sent {
  readonly protocol?: string | undefined;
  readonly hostname?: string | undefined;
  readonly port?: number | undefined;
}

/** One call, for the log: what was asked where, for whom, and which secrets its answer must not show. */
interface Call {
  readonly action: string;
  readonly service: string;
  readonly region: string;
  readonly secrets: readonly string[];
}

const endpointsOf = (host: Host): Map<string, string> => host.once('aws endpoints that were called', () => new Map());

/** Notes where the last request to a service went. */
export function noteEndpoint(host: Host, service: string, { protocol = '', hostname = '', port }: Sent): void {
  endpointsOf(host).set(service, `${protocol}//${hostname}${port ? `:${port}` : ''}`);
}

/** Makes a call, and tells the log what was asked, which attempt it was, and what came of it. */
export async function loggedCall<T>(host: Host, call: Call, make: () => Promise<T>): Promise<T> {
  const { action, service, region } = call;
  const attempts = host.once(`aws attempts ${action}`, () => ({ count: 0 }));
  const attempt = ++attempts.count;
  const began = performance.now();
  const tell = (outcome: string) => {
    const where = endpointsOf(host).get(service) ?? 'nowhere';
    host.log(
      `${action} at ${where} (${region}), call ${attempt}: ${outcome} in ${Math.round(performance.now() - began)} ms`,
    );
  };
  try {
    const answer = await make();
    tell(answered(answer));
    return answer;
  } catch (error) {
    tell(refused(error, call.secrets));
    throw error;
  }
}

interface Metadata {
  readonly $metadata?: { readonly httpStatusCode?: number | undefined; readonly requestId?: string | undefined };
}

const idOf = (id: string | undefined): string => (id ? `, request ${id},` : '');

function answered(answer: unknown): string {
  const { $metadata: { httpStatusCode, requestId } = {} } = (answer ?? {}) as Metadata;
  return `${httpStatusCode ?? 'answered'}${idOf(requestId)}`;
}

function refused(thrown: unknown, secrets: readonly string[]): string {
  const {
    name = 'Error',
    message = '',
    code,
    $metadata: { httpStatusCode, requestId } = {},
  } = (thrown ?? {}) as Metadata & {
    readonly name?: string;
    readonly message?: string;
    readonly code?: string;
  };
  return `${httpStatusCode ?? code ?? 'no answer'}${idOf(requestId)} ${name} (${firstLine(message, secrets)})`;
}
