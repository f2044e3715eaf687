import { once } from 'node:events';
import type { ClientRequest, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { tellIssuer } from './agent.ts';
import type { Trust } from './ca-bundle.ts';
import { type Broken, EgressError, handshakeFailure, proxyFailure, proxyRefusal } from './failure.ts';
import type { HttpProxy } from './proxy.ts';

type Options = Parameters<HttpsProxyAgent<string>['connect']>[1] & Pick<RequestOptions, 'headers'>;

/** What the proxy said to CONNECT. */
interface Connected {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/**
 * A pool of connections through a proxy's CONNECT. A connection is handed over when TLS stands: so `connectTimeout` covers the way to
 * the proxy, CONNECT and TLS, and whatever fails before was never sent.
 */
export class Tunnel extends HttpsProxyAgent<string> {
  readonly #proxy: HttpProxy;
  readonly #trust: Trust;
  readonly #closing: AbortController;
  /** The requests, each by its headers, that wait for a connection, with what the proxy has said so far. */
  readonly #waiting = new Map<unknown, Connected | undefined>();

  constructor(proxy: HttpProxy, trust: Trust) {
    const closing = new AbortController();
    const { authorization } = proxy;
    const headers = authorization === undefined ? {} : { 'Proxy-Authorization': authorization };
    super(proxy.url, { keepAlive: true, headers, signal: closing.signal, ...trust });
    this.#proxy = proxy;
    this.#trust = trust;
    this.#closing = closing;
  }

  override isSecureEndpoint(): boolean {
    return true;
  }

  /** Closes what is open and what is being opened. */
  override destroy(): void {
    this.#closing.abort();
    super.destroy();
  }

  override async connect(request: ClientRequest, options: Options): Promise<Socket> {
    const key = options.headers;
    this.#waiting.set(key, undefined);
    request.once('proxyConnect', (connected: Connected) => this.#waiting.set(key, connected));
    request.once('proxy', ({ socket }: { socket: Socket }) => socket.on('error', ignore));
    try {
      const socket = await super.connect(request, { ...options, ...this.#trust });
      await this.#secure(socket as TLSSocket, this.#waiting.get(key), `${options.host}:${options.port}`);
      return socket;
    } catch (error) {
      throw this.#failure(error as Broken, this.#waiting.get(key));
    } finally {
      this.#waiting.delete(key);
    }
  }

  /** Why a request was given up, if it waited for its connection; undefined: it was sent. */
  unsent(error: Broken, headers: unknown): EgressError | undefined {
    return this.#waiting.has(headers) ? this.#failure(error, this.#waiting.get(headers)) : undefined;
  }

  async #secure(socket: TLSSocket, connected: Connected | undefined, target: string): Promise<void> {
    const { statusCode = Number.NaN } = connected ?? {};
    if (statusCode !== 200) {
      socket.destroy(); // the library plays the refusal again as if it came from the other side
      throw proxyRefusal(statusCode, this.#proxy, target);
    }
    tellIssuer(socket);
    socket.on('error', ignore);
    await once(socket, 'secureConnect', { signal: this.#closing.signal });
  }

  #failure(error: Broken, connected: Connected | undefined): EgressError {
    if (error instanceof EgressError) return error;
    if (connected === undefined) return proxyFailure(error, this.#proxy);
    const { url: proxy, source } = this.#proxy;
    if (/html/i.test(String(connected.headers['content-type'])))
      return new EgressError('AWS_PROXY_GARBAGE', { proxy, source, reason: 'an HTML page' }, { cause: error });
    return handshakeFailure(error, undefined) ?? proxyFailure(error, this.#proxy);
  }
}

/** For the errors of connections that `destroy` closes: where nobody else listens they would end the process. */
const ignore = (): void => {};
