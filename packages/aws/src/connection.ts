import type { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { TrustingAgent } from './egress/agent.ts';
import type { Egress } from './egress/egress.ts';
import { type Broken, handshakeFailure } from './egress/failure.ts';
import type { HttpProxy } from './egress/proxy.ts';
import { assertRelayed, relayed, relayFailure } from './egress/relay.ts';
import type { Tunnel } from './egress/tunnel.ts';
import { assertAnswer, collect } from './garbage.ts';

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

type Arguments = Parameters<NodeHttpHandler['handle']>;
type Request = Arguments[0];

/** A way to the other side: what is sent on it, what its answer must be, and what a failure on it means. */
interface Way {
  readonly handler: NodeHttpHandler;
  readonly send: (request: Request) => Request;
  readonly check: (status: number, body: Buffer, request: Request) => void;
  readonly explain: (error: Broken, request: Request) => unknown;
}

/** A connection pool, and how many requests are on their way through it. */
interface Pool {
  readonly way: Way;
  pending: number;
}

/**
 * How the SDK's clients reach AWS: each request goes out by `egress`, is counted by `count`, and is answered within its time as one whole
 * XML document, or failed. After a failure a new connection is opened: the old one is dead if this node's own address has moved. It is
 * closed when nothing is on its way through it any more, so that one request's failure is not another's.
 */
export function openConnection(
  patience: Patience,
  count: (request: Request) => void,
  egress: () => Promise<Egress>,
): Handler {
  const pools = new Map<string, Promise<Pool>>();
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => {
      for (const opened of pools.values()) void opened.then(({ way }) => way.handler.destroy());
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    async handle(request, given = {}): Handled {
      const out = await egress();
      const proxy = out.proxyFor(request);
      const key = `${request.protocol} ${proxy?.url}`;
      const opened = pools.get(key) ?? openPool(patience, request, out, proxy);
      pools.set(key, opened);
      const used = await opened;
      count(request);
      used.pending += 1;
      try {
        return await answer(used.way, request, given, patience.connectTimeout + patience.requestTimeout);
      } catch (error) {
        if (pools.get(key) === opened) pools.delete(key);
        throw used.way.explain(error as Broken, request);
      } finally {
        used.pending -= 1;
        if (opened !== pools.get(key) && used.pending === 0) used.way.handler.destroy();
      }
    },
  };
}

const openPool = async (...given: Parameters<typeof openWay>): Promise<Pool> => ({
  way: await openWay(...given),
  pending: 0,
});

/** Straight, through a tunnel for `https:`, or handed to a proxy that passes it on. */
async function openWay(
  { connectTimeout, requestTimeout }: Patience,
  { protocol }: Request,
  { trust }: Egress,
  proxy?: HttpProxy,
): Promise<Way> {
  const options = { connectionTimeout: connectTimeout, requestTimeout, throwOnRequestTimeout: true };
  if (proxy && protocol === 'https:') {
    const tunnel = new (await import('./egress/tunnel.ts')).Tunnel(proxy, trust);
    return tunnelled(new NodeHttpHandler({ ...options, httpsAgent: tunnel as unknown as Agent }), tunnel);
  }
  const handler = new NodeHttpHandler({ ...options, httpsAgent: new TrustingAgent(trust) });
  return proxy ? handedTo(handler, proxy) : straight(handler);
}

const straight = (handler: NodeHttpHandler): Way => ({
  handler,
  send: (request) => request,
  check: assertAnswer,
  explain: (error) => handshakeFailure(error, undefined) ?? error,
});

const tunnelled = (handler: NodeHttpHandler, tunnel: Tunnel): Way => ({
  ...straight(handler),
  explain: (error, { headers }) => tunnel.unsent(error, headers) ?? error,
});

const handedTo = (handler: NodeHttpHandler, proxy: HttpProxy): Way => ({
  handler,
  send: (request) => relayed(request, proxy),
  check: (status, body, request) => assertRelayed(status, body, request, proxy),
  explain: (error) => relayFailure(error, proxy),
});

/** One request with its whole answer: time and size of the body are bounded too, which the SDK's handler does not do. */
async function answer(
  { handler, send, check }: Way,
  request: Request,
  options: NonNullable<Arguments[1]>,
  time: number,
): Promise<Awaited<Handled>> {
  const signals = [AbortSignal.timeout(time), ...(options.abortSignal ? [options.abortSignal as AbortSignal] : [])];
  const abortSignal = AbortSignal.any(signals);
  const { response } = await handler.handle(send(request), { ...options, abortSignal });
  const stream = response.body as Readable;
  const stop = () =>
    stream.destroy(Object.assign(new Error('no answer in time'), { name: 'TimeoutError', code: 'ETIMEDOUT' }));
  abortSignal.addEventListener('abort', stop, { once: true });
  try {
    const body = await collect(stream);
    check(response.statusCode, body, request);
    response.body = Readable.from([body]);
    return { response };
  } finally {
    abortSignal.removeEventListener('abort', stop);
    stream.destroy();
  }
}
