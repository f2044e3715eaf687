import type { Host, Resource, ResourceType, Run } from '@kirikae/core';
import { type Harness, type Memory, memoryHarness, memorySlot } from '../src/index.ts';
import type { Wrong } from './wrong.ts';

/* Slots as they may be, and the right type with something changed. */

type Share = { readonly slot: string; readonly node: string };

/** The right resource type with some methods replaced. */
export function changed(change: (right: Resource, share: Share, memory: Memory) => Partial<Resource>): Wrong['make'] {
  return (memory) => {
    const type: ResourceType = memorySlot(memory);
    const create = (share: Share, host: Host): Resource => {
      const right = type.create(share, host);
      return { ...right, ...change(right, share, memory) };
    };
    return { ...type, create };
  };
}

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
