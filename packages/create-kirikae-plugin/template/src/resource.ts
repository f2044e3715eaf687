import type { Host, Resource, Run, Status } from '@kirikae/core';
import { ask, type Request } from './ask.ts';
import type { Resolved } from './resolved.ts';
import { heldThing, statusOf } from './status.ts';

/*
 * acme/thing: a thing of Acme that one node has.
 *
 *   look      GET /things/NAME gives { holder, version }, or 404 where nobody has it
 *   take      PUT /things/NAME with the holder gives a new version: it tells whose write counts
 *   release   DELETE /things/NAME?version=… of the version that was seen here: it can never hit the next holder
 *
 * The trap: who writes last has it. A release by the name alone would hit the next holder.
 *
 * Replace: the three requests.
 */

/** The thing of one resource, and how Acme is asked about it. */
interface Thing {
  readonly resolved: Resolved;
  readonly host: Host;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource {
  const thing: Thing = { resolved, host };
  return {
    status: (run) => look(thing, run),
    activate: (run) => take(thing, run),
    deactivate: (run, seen) => letGo(thing, run, seen),
  };
}

async function look(it: Thing, { read }: Run): Promise<Status> {
  const wanted = `look at ${it.resolved.thing}`;
  const found = await read((signal) => request(it, wanted, signal, { method: 'GET', shape: heldThing }), 'http:GET');
  return statusOf(found, it.resolved);
}

async function take(it: Thing, { write }: Run): Promise<void> {
  const { thing, node } = it.resolved;
  const wanted = `take ${thing}`;
  const body = JSON.stringify({ holder: node });
  await write('http:PUT', wanted, async (signal) => {
    const made = await request(it, wanted, signal, { method: 'PUT', body, shape: heldThing });
    return made ? { version: made.version } : {};
  });
}

async function letGo(it: Thing, { write }: Run, { version = '' }: Status): Promise<void> {
  const { thing } = it.resolved;
  const query = `?version=${encodeURIComponent(version)}`;
  await write('http:DELETE', `release ${thing} (${version})`, async (signal) => {
    await request(it, `release ${thing}`, signal, { method: 'DELETE', query });
    return {};
  });
}

function request<T>({ resolved, host }: Thing, wanted: string, signal: AbortSignal, more: Omit<Request<T>, 'url'>) {
  host.count('acme'); // one more of apiCalls
  const url = `${resolved.endpoint}/things/${encodeURIComponent(resolved.thing)}`;
  return ask(wanted, { url, ...more }, signal);
}
