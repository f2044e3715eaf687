import { expect, test } from 'vitest';
import { of, openBench, outcomes } from './bench.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const slow = (usual: () => never) => wait(500).then(usual);
const two = { resources: ['one', 'two'].map((name) => ({ type: 'memory/slot', name, slot: name })) };

test.concurrent('an activate that a deactivate overtakes finishes its write, stops and ends in 21; the deactivate releases it', async () => {
  const { world, a } = await openBench(two);
  world.next('take one', slow);
  const first = a.activate();
  await wait(100);
  const second = await a.deactivate();
  const report = await first;
  expect(report).toMatchObject({ exitCode: 21, outcome: 'conflict', error: { code: 'OVERTAKEN' } });
  expect(report.error?.message).toContain(second.runId);
  expect(of(report, 'one').writes).toMatchObject([{ outcome: 'done' }]);
  expect(world.count('take two')).toBe(0);
  expect(second).toMatchObject({ exitCode: 0, outcome: 'done' });
  expect(world.slots.size).toBe(0);
  expect(await a.monitor()).toMatchObject({ exitCode: 7 });
});

test.concurrent('a deactivate that an activate overtakes ends in 0, with `--strict` in 21', async () => {
  for (const [strict, exitCode] of [
    [false, 0],
    [true, 21],
  ] as const) {
    const { world, a } = await openBench({
      resources: [
        { type: 'memory/own', slot: 'one' },
        { type: 'memory/own', name: 'two', slot: 'two' },
      ],
    });
    await a.activate();
    world.next('release two', slow);
    const first = a.deactivate({ strict });
    await wait(100);
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(await first).toMatchObject({ exitCode, outcome: 'conflict', error: { code: 'OVERTAKEN' } });
    expect([...world.slots.keys()].sort()).toEqual(['one', 'two']);
  }
});

test.concurrent('two activates run one after the other, and the second finds nothing to do', async () => {
  const { world, a } = await openBench(two);
  const reports = await Promise.all([a.activate(), a.activate()]);
  expect(reports.map(outcomes).sort()).toEqual(['one done, two done', 'one unchanged, two unchanged']);
  expect(world.count('take one')).toBe(1);
});

test.concurrent('an activate that does not get the lock in time ends in 20 and names who has it', async () => {
  const { world, a } = await openBench();
  world.next('take one', (usual) => wait(800).then(usual));
  const first = a.activate();
  await wait(100);
  expect(await a.activate({ timeout: 400 })).toMatchObject({ exitCode: 20, error: { code: 'LOCK_BUSY' } });
  expect(await first).toMatchObject({ exitCode: 0 });
});

test.concurrent('a deactivate that does not get the lock in time ends in 0 only if another node can take everything', async () => {
  for (const [type, onDeactivate, exitCode, outcome] of [
    ['memory/slot', 'release', 0, 'left'],
    ['memory/own', 'release', 20, 'left'],
    ['memory/own', 'keep', 0, 'kept'],
  ] as const) {
    const { world, a } = await openBench({ resources: [{ type, onDeactivate, name: 'one' }] });
    await a.activate();
    world.give('one', 'b');
    world.next('take one', (usual) => wait(700).then(usual));
    const other = a.activate();
    await wait(50);
    const report = await a.deactivate({ timeout: 200 });
    expect(report).toMatchObject({ exitCode, outcome: 'unreachable', error: { code: 'LOCK_BUSY' } });
    expect(outcomes(report)).toBe(`one ${outcome}`);
    await other;
  }
});
