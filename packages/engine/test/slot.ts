import type { Resource, ResourceType } from '@kirikae/core';
import { type ErrorRow, errorsFrom, nodeId, perNode, strict } from '@kirikae/core';
import { coreError, name } from '@kirikae/core/machinery';
import { z } from 'zod';
import type { World } from './world.ts';

/** The errors that a test lets the world throw. */
export const trouble = errorsFrom({
  THROTTLED: { kind: 'unreachable', problem: 'too many requests', hint: 'wait', transient: 'throttled' },
  REFUSED: { kind: 'unreachable', problem: 'nobody listens', hint: 'wait', transient: 'refused' },
  LOST: { kind: 'unreachable', problem: 'no answer came', hint: 'wait', transient: 'silent', ambiguous: true },
  DENIED: { kind: 'denied', problem: 'not allowed', hint: 'allow it' },
  FAILED: { kind: 'failed', problem: 'it is broken', hint: 'mend it' },
  CONFLICT: { kind: 'conflict', problem: 'another has it', hint: 'ask it' },
  USAGE: { kind: 'usage', problem: 'this node has no such value', hint: 'add it' },
  PENDING: { kind: 'degraded', problem: 'not everywhere yet', hint: 'wait' },
} satisfies Record<string, ErrorRow>);

interface Config {
  readonly slot: string;
  readonly value?: string | undefined;
}
interface Resolved extends Config {
  readonly node: string;
}

/** A resource type over the slots of a world; `own` replaces what a test is about. */
export function slotType(world: World, own: Partial<ResourceType> = {}, extra: Partial<Resource> = {}): ResourceType {
  return {
    type: 'memory/slot',
    summary: 'A slot of a cloud in memory',
    schema: strict({ slot: name().optional(), value: perNode(z.string()).optional(), zone: z.string().optional() }),
    resolve: async ({ slot = 'one', value }, host) => ({ slot, value, node: host.node.name }),
    create: (resolved: Resolved) => ({ ...createSlot(world, resolved), ...extra }),
    targets: ({ slot }) => [slot],
    ...own,
    policy: {
      permissions: ({ slot }) => [{ actions: ['memory:Take', 'memory:Release'], resources: [slot] }],
      identify: async (_, { env }) => ({ id: env['INSTANCE'] ?? null }),
      shared: strict({ zone: z.string() }),
      nodeFields: strict({ instanceId: nodeId(z.string().optional()), networkInterfaceId: z.string().optional() }),
      ...own.policy,
    },
  };
}

function createSlot(world: World, { slot, node }: Resolved): Resource {
  return {
    status: ({ read }) => read((signal) => world.look(node, slot, signal)),
    activate: ({ write }) => write('memory:Take', `take ${slot}`, (signal) => world.take(node, slot, signal)),
    deactivate: ({ write }, { version }) =>
      write('memory:Release', `release ${slot}`, (signal) => world.release(node, slot, version, signal)),
  };
}

/** A slot that only this node can let go of, as a program's or a network interface's. */
export const ownType = (world: World): ResourceType =>
  slotType(world, { type: 'memory/own', policy: { takeable: () => false } });

/** A value that is the same on every node: in place, it says nothing about the holder. */
export const markType = (world: World): ResourceType =>
  slotType(world, { type: 'memory/mark', policy: { tellsHolder: () => false } });

/** A look or a call that never comes to its end, and hears no signal. */
export const forever = (): Promise<never> => new Promise(() => {});

/** The error with which a caller interrupts. */
export const interrupted = () => coreError('INTERRUPTED', '', { signal: 'SIGTERM' });
