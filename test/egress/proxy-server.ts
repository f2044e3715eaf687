import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a proxy does with what comes; each part may be left out for what proxies usually do. */
export interface ProxyBehaviour {
  /** `user:password` that it wants. */
  readonly login?: string;
  /** In place of a tunnel: may write what it likes on the connection. */
  readonly onConnect?: (client: Socket, target: string) => void;
  /** In place of passing a request on. */
  readonly onRequest?: (answer: ServerResponse) => void;
}

/** A proxy that runs, and what came: `CONNECT host:port`, `POST http://host:port/`. */
export interface ProxyServer {
  readonly port: number;
  readonly url: string;
  readonly asked: string[];
  /** How many connections to it are open. */
  open(): number;
}

/** An HTTP proxy on this machine, gone when the test is over: CONNECT by a tunnel, `http:` by passing it on. */
export async function startProxy({ login, onConnect, onRequest }: ProxyBehaviour = {}): Promise<ProxyServer> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const isRefused = ({ headers }: IncomingMessage) => wanted !== undefined && headers['proxy-authorization'] !== wanted;
  const server = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (isRefused(incoming)) answer.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
    else if (onRequest) onRequest(answer);
    else passOn(incoming, answer);
  });
  server.on('connect', (incoming, client: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    client.on('error', () => {});
    if (isRefused(incoming)) client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    else if (onConnect) onConnect(client, incoming.url ?? '');
    else tunnel(client, incoming.url ?? '');
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, asked, open: () => open.size };
}

/** Joins a client with what it asked for. */
export function tunnel(client: Socket, target: string): void {
  const { hostname, port } = new URL(`http://${target}`);
  const server = connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.pipe(client).pipe(server);
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const)
    one.on('error', () => {}).on('close', () => other.destroy());
}

function passOn(incoming: IncomingMessage, answer: ServerResponse): void {
  const { 'proxy-authorization': _, ...headers } = incoming.headers;
  const passed = request(incoming.url ?? '', { method: incoming.method, headers }, (given) => {
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  incoming.pipe(passed);
}
