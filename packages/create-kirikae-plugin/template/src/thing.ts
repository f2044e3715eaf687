import { type Host, perNode, type Resource, type ResourceType, strict } from '@kirikae/core';
import { z } from 'zod';
import { ask, type Request } from './ask.ts';

/*
 * acme/thing: a thing of Acme that one node has.
 *
 *   look      GET /things/NAME gives { holder, version }, or 404 where nobody has it
 *   take      PUT /things/NAME with the holder gives a new version: it tells whose write counts
 *   release   DELETE /things/NAME?version=… of the version that was seen here: it can never hit the next holder
 *
 * Replace: what it is called, its fields, and the three requests.
 */

// the fields of the resource, checked before anything is asked; see the guide for secret() and defaults
const schema = strict({
  endpoint: perNode(z.url('must be the address of Acme')).meta({ description: 'The address of Acme.' }),
  thing: z.string().min(1, 'must name a thing').meta({ description: 'Which thing.' }),
});
type Config = z.output<typeof schema>;

/** What the fields come to on this node: plain JSON, recorded, so that a stop needs no file. */
interface Resolved extends Config {
  readonly node: string;
}

export const thing: ResourceType<Config, Resolved> = {
  type: 'acme/thing',
  summary: 'A thing of Acme that one node has',
  schema,
  staleReads: false, // true if a look may show an older state for a while
  release: () => ({ default: 'release', allowed: ['release', 'keep', 'keep-when-moving'] }),
  takeable: () => true, // false if only this node can let go of it
  tellsHolder: () => true,
  resolve: async (config, host) => ({ ...config, node: host.node.name }),
  create,
  targets: ({ endpoint, thing }) => [`${endpoint}/${thing}`],
  permissions: ({ thing }) => [{ actions: ['http:GET', 'http:PUT', 'http:DELETE'], resources: [thing] }],
};

/** What Acme says of a thing. */
const held = z.object({ holder: z.string(), version: z.string() });

function create({ endpoint, thing, node }: Resolved, host: Host): Resource {
  const url = `${endpoint}/things/${encodeURIComponent(thing)}`;
  const request = <T>(wanted: string, signal: AbortSignal, more: Omit<Request<T>, 'url'>) => {
    host.count('acme'); // one more of apiCalls
    return ask(wanted, { url, ...more }, signal);
  };
  return {
    async status({ read }) {
      const found = await read((signal) => request(`look at ${thing}`, signal, { method: 'GET', shape: held }));
      if (!found) return { state: 'inactive', detail: `nobody has ${thing}` };
      const { holder, version } = found;
      return {
        state: holder === node ? 'active' : 'elsewhere',
        holder: { id: holder },
        version,
        detail: `${holder} has ${thing} (${version})`,
      };
    },

    async activate({ write }) {
      const body = JSON.stringify({ holder: node });
      await write('http:PUT', `take ${thing}`, async (signal) => {
        const made = await request(`take ${thing}`, signal, { method: 'PUT', body, shape: held });
        return made ? { version: made.version } : {};
      });
    },

    async deactivate({ write }, { version = '' }) {
      const query = `?version=${encodeURIComponent(version)}`;
      await write('http:DELETE', `release ${thing} (${version})`, async (signal) => {
        await request(`release ${thing}`, signal, { method: 'DELETE', query });
        return {};
      });
    },
  };
}
