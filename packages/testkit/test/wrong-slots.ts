import { setTimeout as delay } from 'node:timers/promises';
import { failed, type KirikaeError, type Run, unreachable } from '@kirikae/core';
import { memorySlot } from '../src/index.ts';
import { aboutMany } from './many-slots.ts';
import { behind, changed } from './right-slots.ts';
import type { Wrong } from './wrong.ts';
import { aboutHolders } from './wrong-holders.ts';
import { recorded } from './wrong-records.ts';

/** Mistakes that authors of resource types make. */
export const wrongs: readonly Wrong[] = [
  ...aboutHolders,
  ...aboutMany,
  ...recorded,
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

/** The mistake itself: an error that says that nothing has happened. */
function certain(error: KirikaeError): never {
  throw error.ambiguous ? failed(error.message) : error;
}

/** The mistake itself: an error that says that trying again is of no use. */
function hopeless({ message, transient }: KirikaeError): never {
  throw transient === 'throttled' ? unreachable(message) : unreachable(message, { transient: 'refused' });
}
