import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A request as it came over the wire; `path` has no query string, `query` no repeated keys. */
export interface HttpRequest {
  method: string;
  path: string;
  /** The query string as it was sent, with its `?`; empty if there is none. */
  search: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  /** The connection it came over. */
  socket: Socket;
}

/** A complete HTTP answer; a body that is a stream is sent as it comes. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Readable;
}

/** What a request gets: an answer, nothing for ever, or a destroyed socket. */
export type Reply = Answer | 'never' | 'reset';

/** An open port on 127.0.0.1. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Opens `port` (0 = any) on 127.0.0.1; connections are kept alive until the client or `close` ends them. */
export async function openListener(port: number, handle: (request: HttpRequest) => Promise<Reply>): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, handle).catch(() => incoming.destroy());
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: opened } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${opened}`, port: opened, close: () => closeServer(server) };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HttpRequest) => Promise<Reply>,
): Promise<void> {
  const body = await readBody(incoming).catch(() => undefined);
  if (body === undefined) return;
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  const reply = await handle({
    method: incoming.method ?? 'GET',
    path: url.pathname,
    search: url.search,
    query: Object.fromEntries(url.searchParams),
    headers: incoming.headers,
    body,
    socket: incoming.socket,
  });
  await send(reply, incoming, outgoing);
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function send(reply: Reply, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (reply === 'never') return;
  if (reply === 'reset') {
    incoming.socket.destroy();
    return;
  }
  const { status, headers, body } = reply;
  if (body instanceof Readable) {
    outgoing.writeHead(status, headers);
    await pipeline(body, outgoing);
    return;
  }
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
