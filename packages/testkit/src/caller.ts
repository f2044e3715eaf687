import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/*
 * Which node a request comes from, though both live in this process: what a command of a node starts remembers it, and Node.js tells of
 * each request, of `fetch` and of `http`, before it is sent.
 */

const HEADER = 'x-kirikae-testkit-node';
const nodes = new AsyncLocalStorage<string>();
let isListening = false;

/** Runs a command of a node. */
export const asNode = <T>(name: string, command: () => T): T => nodes.run(name, command);

/** The node that made a request; '?' for one that no command made. */
export const callerOf = (headers: Readonly<Record<string, unknown>>): string => String(headers[HEADER] ?? '?');

/** From now on each request says which node it comes from. */
export function markRequests(): void {
  if (isListening) return;
  isListening = true;
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: { addHeader(name: string, value: string): void } };
    const name = nodes.getStore();
    if (name !== undefined) request.addHeader(HEADER, name);
  });
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest };
    const name = nodes.getStore();
    if (name !== undefined) request.setHeader(HEADER, name);
  });
}
