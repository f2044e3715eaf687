import { type Resource, type ResourceType, type Status, strict, unreachable } from '@kirikae/core';
import { name, untilAborted } from '@kirikae/engine';
import type { Harness, SeenCall, Trouble } from './harness.ts';
import { createMemoryTrouble } from './memory-trouble.ts';

/*
 * memory/slot: the smallest resource type there is, and the example to begin with. Its cloud is a map in this process.
 *
 *   look      memory:Look
 *   take      memory:Take, which gives a new version each time: that is how the engine tells whose write counts
 *   release   memory:Release of the version that was seen here: it can never hit the next holder
 */

const ACTIONS = ['memory:Look', 'memory:Take', 'memory:Release'];

interface Slot {
  readonly holder: string;
  readonly version: string;
}

/** A cloud in memory: slots, each of which one node may hold. */
export interface Memory {
  readonly slots: Map<string, Slot>;
  readonly calls: SeenCall[];
  readonly trouble: Trouble;
  /** One request of a node: seen, held up by trouble, then carried out; a look may be shown slots as they were. An abort ends it. */
  request<T>(
    node: string,
    action: string,
    effect: (slots: ReadonlyMap<string, Slot>) => T,
    signal?: AbortSignal,
  ): Promise<T>;
}

/** What the file says, and what it comes to on one node. */
interface Config {
  readonly slot: string;
}
interface Resolved extends Config {
  readonly node: string;
}

/** The resource type, for slots of one memory. */
export function memorySlot(memory: Memory): ResourceType<Config, Resolved> {
  return {
    type: 'memory/slot',
    summary: 'A slot of a cloud in memory',
    schema: strict({ slot: name() }),
    resolve: async ({ slot }, host) => ({ slot, node: host.node.name }),
    create: (resolved) => createSlot(memory, resolved),
    targets: ({ slot }) => [slot],
    policy: { permissions: ({ slot }) => [{ actions: ACTIONS, resources: [slot] }] },
  };
}

function createSlot({ slots, request }: Memory, { slot, node }: Resolved): Resource {
  return {
    async status({ read }): Promise<Status> {
      const look = (signal: AbortSignal) => request(node, 'memory:Look', (shown) => shown.get(slot), signal);
      const held = await read(look, 'memory:Look');
      if (!held) return { state: 'inactive', detail: `nobody has ${slot}` };
      const { holder, version } = held;
      const state = holder === node ? 'active' : 'elsewhere';
      return { state, holder: { id: holder }, version, detail: `${holder} has ${slot} (${version})` };
    },

    async activate({ write }) {
      const version = `v${Math.random()}`;
      await write('memory:Take', `take ${slot} for ${node}`, async (signal) => {
        await request(node, 'memory:Take', () => slots.set(slot, { holder: node, version }), signal);
        return { version };
      });
    },

    async deactivate({ write }, seen) {
      await write('memory:Release', `release ${slot} (${seen.version})`, async (signal) => {
        const release = () => slots.get(slot)?.version === seen.version && slots.delete(slot);
        await request(node, 'memory:Release', release, signal);
        return {};
      });
    },
  };
}

/** A new memory in which nobody has anything. */
export function createMemory(): Memory {
  const [slots, calls]: [Memory['slots'], SeenCall[]] = [new Map(), []];
  const { trouble, meet, isLost, past } = createMemoryTrouble(slots);
  return {
    slots,
    calls,
    trouble,
    async request(node, action, effect, signal = new AbortController().signal) {
      calls.push({ node, action, write: action !== 'memory:Look' });
      await untilAborted(meet(action), signal);
      const made = effect((action === 'memory:Look' && past(node)) || slots);
      if (isLost(action)) throw unreachable(`no answer to ${action} came`, { transient: 'silent', ambiguous: true });
      return made;
    },
  };
}

/** Two nodes before a memory, whose looks are never old. */
export function memoryHarness({ slots, calls, trouble: { stale: _, ...trouble } }: Memory): Harness {
  return {
    a: { name: 'a' },
    b: { name: 'b' },
    config: { slot: 'one' },
    calls: () => calls,
    holders: () => [...slots.values()].map(({ holder }) => holder),
    trouble,
  };
}
