import { setTimeout as delay } from 'node:timers/promises';
import {
  failed,
  type Host,
  type KirikaeError,
  type Resource,
  type ResourceType,
  type Run,
  unreachable,
} from '@kirikae/core';
import { type Memory, memorySlot } from '../src/index.ts';

/** A resource type with a mistake, and the law that it breaks. */
export interface Wrong {
  readonly mistake: string;
  readonly law: number;
  /** A law before it, in which it is seen where that has to be tried more than once: on a slow machine. */
  readonly before?: number;
  readonly make: (memory: Memory) => ResourceType;
}

/** Mistakes that authors of resource types make. */
export const wrongs: readonly Wrong[] = [
  {
    mistake: 'activate answers before it has written anything',
    law: 1,
    make: changed(() => ({ status: async () => ({ state: 'active', detail: 'surely' }) })),
  },
  {
    mistake: 'activate writes whatever the look says, since the look always finds something to mend',
    law: 2,
    make: changed((right) => ({ status: async (run) => ({ ...(await right.status(run)), drift: true }) })),
  },
  {
    mistake: 'deactivate takes the request for the release',
    law: 3,
    make: changed((_right, { node }, memory) => ({
      deactivate: ({ write }) =>
        write('memory:Release', 'release', () => memory.request(node, 'memory:Release', () => ({}))),
    })),
  },
  {
    mistake: 'deactivate releases whoever has the slot by then',
    law: 4,
    make: changed((_right, { slot, node }, memory) => ({
      deactivate: ({ write }) =>
        write('memory:Release', `release ${slot}`, async () => {
          await memory.request(node, 'memory:Release', () => memory.slots.delete(slot));
          return {};
        }),
    })),
  },
  {
    mistake: 'status cannot tell another holder from none',
    law: 5,
    make: changed((right) => ({
      status: async (run) => {
        const found = await right.status(run);
        return found.state === 'elsewhere' ? { ...found, state: 'inactive' } : found;
      },
    })),
  },
  {
    mistake: 'status takes an error for "not here"',
    law: 6,
    make: changed((right) => ({
      status: (run) =>
        right.status(run).catch((error: KirikaeError) => {
          if (error.kind !== 'unreachable') throw error;
          return { state: 'inactive', detail: 'no answer' };
        }),
    })),
  },
  {
    mistake: 'a throttled request counts as a failure',
    law: 7,
    make: changed((right) => ({
      status: (run) => right.status({ ...run, read: (call) => run.read((signal) => call(signal).catch(hopeless)) }),
    })),
  },
  {
    mistake: 'activate sleeps without a look at the signal',
    law: 8,
    make: changed((right) => ({ activate: (run, seen) => right.activate(run, seen).then(() => delay(400)) })),
  },
  {
    mistake: 'a permission is declared that nothing needs',
    law: 9,
    make: (memory) => ({
      ...memorySlot(memory),
      policy: {
        permissions: () => [{ actions: ['memory:Look', 'memory:Take', 'memory:Release', 'memory:*'], resources: [] }],
      },
    }),
  },
  {
    mistake: 'activate writes beside run.write',
    law: 10,
    make: changed((right, { slot, node }, memory) => ({
      activate: async (run, seen) => {
        await memory.request(node, 'memory:Take', () => memory.slots.delete(slot));
        await right.activate(run, seen);
      },
    })),
  },
  {
    mistake: 'activate asks for a reservation first, which a second run does not get',
    law: 11,
    before: 8,
    make: (memory) => {
      const reserved = new Set<string>();
      const wrong = changed((right, { slot, node }) => ({
        activate: async (run, seen) => {
          await run.write('memory:Take', `reserve ${slot}`, async () => {
            await memory.request(node, 'memory:Take', () => {
              if (reserved.has(slot)) throw failed(`${slot} is reserved already`);
              reserved.add(slot);
            });
            return {};
          });
          await right.activate(run, seen);
          reserved.delete(slot);
        },
      }));
      return wrong(memory);
    },
  },
  {
    mistake: 'an answer that never came counts as a failure',
    law: 12,
    make: changed((right) => ({
      activate: (run, seen) =>
        right.activate(
          {
            ...run,
            write: (action, summary, call) =>
              run.write(action, summary, (signal, started) => call(signal, started).catch(certain)),
          },
          seen,
        ),
    })),
  },
  {
    mistake: 'deactivate forgets what it was to release when it is run again',
    law: 11,
    make: (memory) => {
      const tried = new Set<string>();
      const wrong = changed((right, { slot }) => ({
        deactivate: async (run, seen) => {
          if (tried.has(slot)) return;
          tried.add(slot);
          await right.deactivate(run, seen);
          tried.delete(slot);
        },
      }));
      return wrong(memory);
    },
  },
];

/** A type whose other side has no versions: neither looks nor writes tell one, or one of them alone. */
export const versionless = (looks: boolean, writes: boolean): Wrong['make'] =>
  changed((right, { slot, node }, memory) => ({
    status: async (run) => {
      const { version, ...seen } = await right.status(run);
      return looks && version !== undefined ? { ...seen, version } : seen;
    },
    activate: (run, seen) => {
      const write: Run['write'] = (action, summary, call, ask) =>
        run.write(action, summary, (...given) => call(...given).then((made) => (writes ? made : {})), ask);
      return right.activate({ ...run, write }, seen);
    },
    deactivate: ({ write }) =>
      write('memory:Release', `release ${slot} of ${node}`, async () => {
        await memory.request(node, 'memory:Release', () => {
          if (memory.slots.get(slot)?.holder === node) memory.slots.delete(slot);
        });
        return {};
      }),
  }));

type Share = { readonly slot: string; readonly node: string };

/** The right resource type with some methods replaced. */
function changed(change: (right: Resource, share: Share, memory: Memory) => Partial<Resource>): Wrong['make'] {
  return (memory) => {
    const type: ResourceType = memorySlot(memory);
    const create = (share: Share, host: Host): Resource => {
      const right = type.create(share, host);
      return { ...right, ...change(right, share, memory) };
    };
    return { ...type, create };
  };
}

/** The mistake itself: an error that says that nothing has happened. */
function certain(error: KirikaeError): never {
  throw error.ambiguous ? failed(error.message) : error;
}

/** The mistake itself: an error that says that trying again is of no use. */
function hopeless({ message, transient }: KirikaeError): never {
  throw transient === 'throttled' ? unreachable(message) : unreachable(message, { transient: 'refused' });
}
