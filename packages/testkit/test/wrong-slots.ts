import { setTimeout as delay } from 'node:timers/promises';
import {
  conflict,
  failed,
  type Host,
  type KirikaeError,
  type Resource,
  type ResourceType,
  type Run,
  unreachable,
} from '@kirikae/core';
import { type Harness, type Memory, memoryHarness, memorySlot } from '../src/index.ts';
import type { Wrong } from './wrong.ts';
import { recorded } from './wrong-records.ts';

/** Mistakes that authors of resource types make. */
export const wrongs: readonly Wrong[] = [
  ...recorded,
  {
    mistake: 'a node says active before anybody ever had it',
    law: 1,
    alone: true,
    make: changed((right, { node }, { calls }) => ({
      status: async (run) => {
        const seen = await right.status(run);
        return node === 'b' && !calls.some(({ write }) => write) ? { ...seen, state: 'active' } : seen;
      },
    })),
  },
  {
    mistake: 'a look finds something to mend, after a while',
    law: 2,
    alone: true,
    make: (memory) => {
      let looks = 0;
      return changed((right) => ({
        status: async (run) => {
          const seen = await right.status(run);
          looks = seen.state === 'active' ? looks + 1 : 0;
          return { ...seen, drift: looks > 2 };
        },
      }))(memory);
    },
  },
  {
    mistake: 'a look takes nothing for something',
    law: 3,
    alone: true,
    make: changed((right, _, { calls }) => ({
      status: async (run) => ({ ...(await right.status(run)), partly: !calls.some(({ write }) => write) }),
    })),
  },
  {
    mistake: 'the request for the slot has no effect, and status asks what was sent',
    law: 1,
    make: (memory) => {
      const sent = new Set<string>();
      return changed((right, { node }, { request }) => ({
        status: async (run) => (sent.has(node) ? { state: 'active', detail: 'sent' } : right.status(run)),
        activate: ({ write }) =>
          write('memory:Take', 'take', (signal) =>
            request(node, 'memory:Take', () => ({ ...(sent.add(node) && {}) }), signal),
          ),
      }))(memory);
    },
  },
  {
    mistake: 'deactivate looks afresh, and releases whoever is there by then',
    law: 4,
    alone: true,
    make: changed((right) => ({ deactivate: async (run) => right.deactivate(run, await right.status(run)) })),
  },
  {
    mistake: 'it is active wherever this node is among those that took it',
    law: 5,
    make: (memory) => {
      const takers = new Set<string>();
      return changed((right, { node }) => ({
        status: async (run) => {
          const seen = await right.status(run);
          return seen.state === 'elsewhere' && takers.has(node) ? { ...seen, state: 'active' } : seen;
        },
        activate: async (run, seen) => {
          await right.activate(run, seen);
          takers.add(node);
        },
        deactivate: async (run, seen) => {
          takers.delete(node);
          await right.deactivate(run, seen);
        },
      }))(memory);
    },
  },
  {
    mistake: 'it names no target',
    law: 5,
    alone: true,
    make: (memory) => ({ ...memorySlot(memory), targets: () => [] }),
  },
  {
    mistake: 'its target is the node',
    law: 5,
    make: (memory) => ({ ...memorySlot(memory), targets: ({ slot, node }) => [`${slot} of ${node}`] }),
  },
  {
    mistake: 'it says that another node can take it, which cannot',
    law: 5,
    make: changed((right) => ({
      activate: async (run, seen) => {
        if (seen.state === 'elsewhere') throw conflict('another has it');
        await right.activate(run, seen);
      },
    })),
  },
  {
    mistake: 'a loop of its own tries a throttled write again',
    law: 7,
    alone: true,
    make: changed((right) => ({
      activate: (run, seen) =>
        right.activate({ ...run, write: (action, summary, call) => run.write(action, summary, stubborn(call)) }, seen),
    })),
  },
  {
    mistake: 'a look does not pass the signal on',
    law: 8,
    alone: true,
    make: changed((right) => ({
      status: (run) =>
        right.status({ ...run, read: (call, action) => run.read(() => call(new AbortController().signal), action) }),
    })),
  },
  {
    mistake: 'a dry run of it ends before the write',
    law: 10,
    alone: true,
    make: changed((right) => ({ activate: async (run, seen) => run.dryRun || right.activate(run, seen) })),
  },
  {
    mistake: 'a write says that it proves itself, and is not conditional',
    law: 13,
    alone: true,
    make: changed((right) => ({
      activate: (run, seen) => {
        const write: Run['write'] = (action, summary, call) =>
          run.write(action, summary, (...given) => call(...given).then((made) => ({ ...made, proof: true })));
        return right.activate({ ...run, write }, seen);
      },
    })),
  },
  {
    mistake: 'looks may be old, and it does not say so',
    law: 15,
    alone: true,
    make: memorySlot,
    harness: behind,
  },
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
    alone: true,
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
    alone: true,
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
    alone: true,
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
    alone: true,
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

/** A memory whose looks may be old. */
export function behind(memory: Memory): Harness {
  return { ...memoryHarness(memory), trouble: memory.trouble };
}

/** The right type for such a memory. */
export const declared = (memory: Memory): ResourceType => ({
  ...memorySlot(memory),
  policy: { ...memorySlot(memory).policy, staleReads: true },
});

/** The mistake itself: it sends again what was throttled. */
const stubborn =
  (call: Parameters<Run['write']>[2]): typeof call =>
  async (...given) => {
    for (let n = 0; ; n++)
      try {
        return await call(...given);
      } catch (error) {
        if (n === 3 || (error as KirikaeError).transient !== 'throttled') throw error;
      }
  };

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
