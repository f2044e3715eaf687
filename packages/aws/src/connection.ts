import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { assertXml, collect } from './garbage.ts';

/** Milliseconds that a connection and an answer may take. */
export interface Patience {
  readonly connectTimeout: number;
  readonly requestTimeout: number;
}

type Handled = ReturnType<NodeHttpHandler['handle']>;
type Handler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'metadata' | 'updateHttpClientConfig' | 'httpHandlerConfigs'
>;

/**
 * How the SDK's clients reach AWS: each request is counted by `count`, answered within its time as one whole XML document, or failed.
 * After a failure a new connection is opened: the old one is dead if this node's own address has moved.
 */
export function openConnection({ connectTimeout, requestTimeout }: Patience, count: () => void): Handler {
  const fresh = () =>
    new NodeHttpHandler({ connectionTimeout: connectTimeout, requestTimeout, throwOnRequestTimeout: true });
  let current = fresh();
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => current.destroy(),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    async handle(request, options = {}): Handled {
      const used = current;
      count();
      try {
        return await answer(used, request, options, connectTimeout + requestTimeout);
      } catch (error) {
        if (current === used) current = fresh();
        used.destroy();
        throw error;
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
