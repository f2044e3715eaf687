import { setImmediate as turn } from 'node:timers/promises';
import type { ResourceType } from '@kirikae/core';
import { expect, onTestFinished, test } from 'vitest';
import { createMemory, type Memory, memoryHarness, memorySlot, openBench } from '../src/index.ts';

/** The slot's type with an activation of two writes, the second of which comes a little after the first and waits for nothing. */
function inParallel(memory: Memory): ResourceType {
  const type: ResourceType = memorySlot(memory);
  const take = (node: string, number: number) => () =>
    memory.request(node, 'memory:Take', () => {
      memory.slots.set('one', { holder: node, version: `v${number}` });
      return {};
    });
  return {
    ...type,
    create: (resolved, host) => ({
      ...type.create(resolved, host),
      activate: async ({ write }) => {
        const first = write('memory:Take', 'take it', take(resolved.node, 1));
        await turn();
        await Promise.all([first, write('memory:Take', 'take it once more', take(resolved.node, 2))]);
      },
    }),
  };
}

async function open() {
  const memory = createMemory();
  const bench = await openBench({ type: inParallel(memory), harness: () => memoryHarness(memory) });
  onTestFinished(() => bench.close());
  return { ...bench, memory };
}

test('a process that died before a write sends no other that was on its way', async () => {
  const { a, writes, memory } = await open();
  expect(await a.killed('activate', 1, 'before')).toBeDefined();
  expect([writes().length, memory.slots.size]).toEqual([0, 0]);
});

test('a process that died after a write sends no other that was on its way', async () => {
  const { a, writes, memory } = await open();
  expect(await a.killed('activate', 1, 'after')).toBeDefined();
  expect([writes().length, memory.slots.get('one')?.version]).toEqual([1, 'v1']);
});

test('a command that ends before the write at which it was to die is killed by nothing, nor is the next', async () => {
  const { a, writes } = await open();
  expect(await a.killed('activate', 3, 'before')).toBeUndefined();
  expect((await a.deactivate({ strict: true })).exitCode).toBe(0);
  expect(writes().map(({ action }) => action)).toEqual(['memory:Take', 'memory:Take', 'memory:Release']);
});

test('the next process is held up by no lock, and does what the dead one did not', async () => {
  const { a } = await open();
  const again = await a.killed('activate', 1, 'before');
  const report = await again?.activate();
  expect(report).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
});

test('not even what it would do about the end of a request is done any more', async () => {
  const memory = createMemory();
  const type: ResourceType = memorySlot(memory);
  const cleaning: ResourceType = {
    ...type,
    create: (resolved, host) => {
      const right = type.create(resolved, host);
      const clean = () => void memory.slots.set('one', { holder: 'nobody', version: 'cleaned' });
      return { ...right, activate: (run, seen) => right.activate(run, seen).finally(clean) };
    },
  };
  const bench = await openBench({ type: cleaning, harness: () => memoryHarness(memory) });
  onTestFinished(() => bench.close());
  expect(await bench.a.killed('activate', 1, 'before')).toBeDefined();
  expect(memory.slots.size).toBe(0);
});

test('a node may die many times', async () => {
  const { a } = await open();
  let now: typeof a | undefined = a;
  for (let n = 0; n < 40; n++) now = await now?.killed('activate', 1, 'before');
  expect(await now?.activate()).toMatchObject({ exitCode: 0 });
});
