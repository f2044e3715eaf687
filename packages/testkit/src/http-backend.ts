import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Backend, BackendRequest, BackendResponse } from './backend.ts';
import { callerOf, markRequests } from './caller.ts';
import type { Harness, SeenCall } from './harness.ts';
import { createIllness, type Illness } from './illness.ts';

/** Serves a back end over real HTTP, counts what is not a GET as a write, and makes all the trouble that the laws need. */
export async function httpBackend(backend: Backend): Promise<Harness> {
  const calls: SeenCall[] = [];
  const illness = createIllness();
  markRequests();
  const server = await serve(backend, calls, illness);
  const { env = {} } = backend;
  return {
    a: { name: 'a', env },
    b: { name: 'b', env },
    config: backend.config(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    calls: () => calls,
    holders: () => backend.holders(),
    trouble: illness.trouble,
    close: async () => void server.close().closeAllConnections(),
  };
}

async function serve(backend: Backend, calls: SeenCall[], illness: Illness): Promise<Server> {
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming).catch(() => undefined); // it broke off: no request, and nobody to answer
    if (!request) return;
    const action = backend.action?.(request) ?? `http:${request.method}`;
    calls.push({ node: callerOf(incoming.headers), action, write: request.method !== 'GET' });
    const answer = () => backend.handler(request);
    const given = await illness
      .meet(action, answer)
      .catch((error) => ({ status: 500, json: { error: String(error) } }));
    if (given) send(response, given);
    else response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function read(incoming: IncomingMessage): Promise<BackendRequest> {
  const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://backend');
  const body = (await incoming.toArray()).join('');
  return { method: incoming.method ?? 'GET', path, query, headers: incoming.headers, body };
}

function send(response: ServerResponse, { status = 200, headers, json, text = '' }: BackendResponse): void {
  const body = json === undefined ? text : JSON.stringify(json);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
