import type { Host, KirikaeError, Run, Written } from '@kirikae/core';
import { aboutService, type Service } from './about.ts';
import { ask, type ClientOptions, clientOptions } from './client.ts';
import { awsError } from './errors.ts';
import { type AwsSettings, settingsOf } from './settings.ts';

/** One request to a service: what it needs, what it is for, and the call. */
export interface Request<C, T> {
  /** The permission: `ec2:AssociateAddress`. */
  readonly action: string;
  /** After "cannot", and what a write is called: "associate eipalloc-0abc with eni-1". */
  readonly wanted: string;
  /** The call of the SDK; `options` bear the signal. */
  readonly call: (client: C, options: { abortSignal: AbortSignal }) => Promise<T>;
}

/** A request that changes the world. */
interface Change<C, T> extends Request<C, T> {
  /** What it made, if there is more to say than the request's id. */
  readonly made?: (answer: T) => Written;
  /** What a refusal comes to where it counts all the same; throws the error to report where it does not. */
  readonly refused?: (error: KirikaeError) => Written | Promise<Written>;
}

/** What every answer of the SDK has. */
export interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** How one resource makes its requests to one service. Action and purpose are said once, whatever becomes of the request. */
export interface Requests<C> {
  /** Asks, as often as the run allows it. */
  read<T>(run: Pick<Run, 'read'>, request: Request<C, T>): Promise<T>;
  /** Writes, through the gate of the run. */
  write<T extends Answer>(run: Pick<Run, 'write'>, change: Change<C, T>): Promise<void>;
  /** The error of an answer that lacks `what`: not found, which is never "not here". */
  absent(wanted: string, what: string): KirikaeError;
}

/** Opens a service with the settings of a resource; `Client` is that of the SDK, made once a run for the same settings. */
export function requestsTo<C>(
  service: Service,
  Client: new (options: ClientOptions) => C,
  resolved: AwsSettings & { readonly region: string },
  host: Host,
): Requests<C> {
  const { region } = resolved;
  const client = host.once(
    `${service} ${JSON.stringify(settingsOf(resolved))}`,
    () => new Client(clientOptions(service, region, resolved, host)),
  );
  const send = <T>({ action, wanted, call }: Request<C, T>, signal: AbortSignal): Promise<T> =>
    ask({ ...aboutService(service, resolved, host), wanted, action }, signal, (options) => call(client, options));
  return {
    read: ({ read }, request) => read((signal) => send(request, signal)),
    write: ({ write }, { made = () => ({}), refused = rethrow, ...request }) =>
      write(request.action, request.wanted, (signal) =>
        send(request, signal).then((answer) => ({ ...made(answer), ...requestIdOf(answer) }), refused),
      ),
    absent: (wanted, what) => awsError('AWS_NOT_FOUND', wanted, { what, region }),
  };
}

/** The id of the request that an answer came from, for AWS's support. */
const requestIdOf = ({ $metadata: { requestId } }: Answer): Written => (requestId ? { requestId } : {});

const rethrow = (error: KirikaeError): never => {
  throw error;
};
