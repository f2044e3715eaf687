import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { assertXml, collect } from './garbage.ts';

/** Milliseconds that a connection and an answer may take. */
interface Patience {
  readonly connectTimeout: number;
  readonly requestTimeout: number;
}

type Handled = ReturnType<NodeHttpHandler['handle']>;
type Handler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'metadata' | 'updateHttpClientConfig' | 'httpHandlerConfigs'
>;

/** A connection pool, and how many requests are on their way through it. */
interface Pool {
  readonly handler: NodeHttpHandler;
  pending: number;
}

/**
 * How the SDK's clients reach AWS: each request is counted by `count`, answered within its time as one whole XML document, or failed.
 * After a failure a new connection is opened: the old one is dead if this node's own address has moved. It is closed when nothing
 * is on its way through it any more, so that one request's failure is not another's.
 */
export function openConnection({ connectTimeout, requestTimeout }: Patience, count: () => void): Handler {
  const options = { connectionTimeout: connectTimeout, requestTimeout, throwOnRequestTimeout: true };
  const fresh = (): Pool => ({ handler: new NodeHttpHandler(options), pending: 0 });
  let current = fresh();
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => current.handler.destroy(),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    async handle(request, given = {}): Handled {
      const used = current;
      count();
      used.pending += 1;
      try {
        return await answer(used.handler, request, given, connectTimeout + requestTimeout);
      } catch (error) {
        if (current === used) current = fresh();
        throw error;
      } finally {
        used.pending -= 1;
        if (used !== current && used.pending === 0) used.handler.destroy();
      }
    },
  };
}

type Arguments = Parameters<NodeHttpHandler['handle']>;

/** One request with its whole answer: time and size of the body are bounded too, which the SDK's handler does not do. */
async function answer(
  handler: NodeHttpHandler,
  request: Arguments[0],
  options: NonNullable<Arguments[1]>,
  time: number,
): Promise<Awaited<Handled>> {
  const signals = [AbortSignal.timeout(time), ...(options.abortSignal ? [options.abortSignal as AbortSignal] : [])];
  const abortSignal = AbortSignal.any(signals);
  const { response } = await handler.handle(request, { ...options, abortSignal });
  const stream = response.body as Readable;
  const stop = () =>
    stream.destroy(Object.assign(new Error('no answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' }));
  abortSignal.addEventListener('abort', stop, { once: true });
  try {
    const body = await collect(stream);
    assertXml(body);
    response.body = Readable.from([body]);
    return { response };
  } finally {
    abortSignal.removeEventListener('abort', stop);
    stream.destroy();
  }
}
