import { type ResourceType, readSecret, secret, strict } from '@kirikae/core';
import { name } from '@kirikae/engine';
import { type Harness, type Memory, memoryHarness, memorySlot } from '../src/index.ts';
import type { Wrong } from './wrong.ts';

/* Mistakes in what is recorded: what `resolve` gives must be enough to let go, in plain JSON, without a secret. */

/** The right type, with other things in what is recorded beside what it needs. */
const beside =
  (more: () => object): Wrong['make'] =>
  (memory) => {
    const right: ResourceType = memorySlot(memory);
    return {
      ...right,
      resolve: async (config, host, written) => ({ ...(await right.resolve?.(config, host, written)), ...more() }),
    };
  };

/** A slot that wants a token. */
const guarded = (memory: Memory): Harness => ({
  ...memoryHarness(memory),
  a: { name: 'a', env: { TOKEN: 'hunter2-hunter2' } },
  b: { name: 'b', env: { TOKEN: 'hunter2-hunter2' } },
  config: { slot: 'one', token: { env: 'TOKEN' } },
});

/** A type for it; `kept` is what it records of the token. */
const withToken =
  (kept: (token: unknown, text: string) => unknown): Wrong['make'] =>
  (memory) => {
    const right: ResourceType = memorySlot(memory);
    return {
      ...right,
      schema: strict({ slot: name(), token: secret() }),
      resolve: async (config, host, written) => ({
        ...(await right.resolve?.(config, host, written)),
        token: kept(config.token, await readSecret(config.token, host)),
      }),
    };
  };

export const recorded: readonly Wrong[] = [
  {
    mistake: 'it records the text of a secret',
    law: 14,
    alone: true,
    make: withToken((_, text) => text),
    harness: guarded,
  },
  { mistake: 'it records a map', law: 14, make: beside(() => ({ seen: new Map() })) },
  { mistake: 'it records a function', law: 14, make: beside(() => ({ ask: () => {} })) },
  { mistake: 'it records what is not a number', law: 14, make: beside(() => ({ since: Number.NaN })) },
  {
    mistake: 'it keeps in memory what a release needs',
    law: 14,
    make: (memory) => {
      const right: ResourceType = memorySlot(memory);
      const slots = new WeakMap<object, string>();
      return {
        ...right,
        resolve: async ({ slot }, host) => {
          const made = { node: host.node.name };
          slots.set(made, slot);
          return made;
        },
        create: (made, host) => right.create({ ...made, slot: slots.get(made) ?? 'none' }, host),
        targets: (made) => [slots.get(made) ?? 'none'],
      };
    },
  },
];

/** The right one: it records where the secret is. */
export const discreet = { make: withToken((token) => token), harness: guarded };
