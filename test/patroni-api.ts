import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whenFinished } from './finished.ts';

/** What Patroni's REST API answers of a node: the status of `/primary`, and the role in it; null: what is no answer of Patroni's. */
export type Told = readonly [status: number, role: string] | null;
export const LEADER: Told = [200, 'master'];
export const REPLICA: Told = [503, 'replica'];

/** A stand-in for Patroni's REST API, which tells what it was set to, or calls what it was given for each question. */
export async function newPatroni(first: Told) {
  let told: Told | (() => Told) = first;
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(`${url}`);
    const answer = typeof told === 'function' ? told() : told;
    if (!answer) return void response.writeHead(500).end('no');
    response.writeHead(answer[0]).end(JSON.stringify({ state: 'running', role: answer[1], patroni: { scope: 'db' } }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = () => server.close();
  whenFinished(close);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tell = (next: Told | (() => Told)) => {
    told = next;
  };
  return { url, asked, tell, close };
}
