import { HttpRequest } from '@smithy/core/protocols';
import { assertAnswer } from '../garbage.ts';
import { type Broken, EgressError, proxyFailure, proxyRefusal } from './failure.ts';
import type { HttpProxy } from './proxy.ts';

/** The same request, for a proxy to pass on: with the whole address in its first line, as curl sends what goes to `http://`. */
export function relayed(request: HttpRequest, proxy: HttpProxy): HttpRequest {
  const sent = HttpRequest.clone(request);
  const { protocol, host: hostname, port, authorization } = proxy;
  const path = `http://${hostOf(request)}${request.path}`;
  if (authorization !== undefined) sent.headers['proxy-authorization'] = authorization;
  return Object.assign(sent, { protocol, hostname, port, path });
}

/** Throws if an answer is the proxy's own, and not of the side that it stands before. */
export function assertRelayed(status: number, body: Buffer, request: HttpRequest, proxy: HttpProxy): void {
  if (status === 407) throw proxyRefusal(status, proxy, hostOf(request));
  try {
    assertAnswer(status, body, request);
  } catch (error) {
    if (status >= 400) throw proxyRefusal(status, proxy, hostOf(request), true);
    const reason = (error as Error).message;
    throw new EgressError('AWS_PROXY_GARBAGE', { proxy: proxy.url, source: proxy.source, reason }, { ambiguous: true });
  }
}

/** The failure of a relayed request. One that the proxy took may have been passed on. */
export function relayFailure(error: Broken, proxy: HttpProxy): Broken {
  if (error instanceof EgressError || /^(Garbage|TooBig)Error$/.test(error.name ?? '')) return error;
  const { row, params } = proxyFailure(error, proxy);
  const isOpen = error.syscall !== 'connect' && error.syscall !== 'getaddrinfo';
  const isConnecting = error.name === 'TimeoutError' && !error.code; // the SDK's own time-out for connecting has no code
  return new EgressError(row, params, { ambiguous: isOpen && !isConnecting, cause: error });
}

const hostOf = ({ hostname, port }: HttpRequest): string => (port === undefined ? hostname : `${hostname}:${port}`);
