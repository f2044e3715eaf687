import { conflict, type KirikaeError } from '@kirikae/core';
import { memorySlot } from '../src/index.ts';
import { changed } from './right-slots.ts';
import type { Wrong } from './wrong.ts';

/** Mistakes in who holds a slot, and in what a look says of it: laws 1 to 6. */
export const aboutHolders: readonly Wrong[] = [
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
];
