import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { of, openBench, outcomes } from './bench.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Holds a call up until it may go on; `reached` when it has come to that. */
function heldUp({ world }: Bench, call: string) {
  const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  world.next(call, (usual) => {
    reached.resolve();
    return gate.promise.then(usual) as never;
  });
  return { reached: reached.promise, goOn: gate.resolve };
}

/** Resolves when a second run has come for the lock, and the first one has had the time to see it. */
async function overtaken({ a }: Bench): Promise<void> {
  while ((await readdir(join(a.state, 'web.lock'))).length < 2) await wait(10);
  await wait(500);
}
const two = { resources: ['one', 'two'].map((name) => ({ type: 'memory/slot', name, slot: name })) };

test.concurrent('an activate that a deactivate overtakes finishes its write, stops and ends in 21; the deactivate releases it', async () => {
  const bench = await openBench(two);
  const { world, a } = bench;
  const { reached, goOn } = heldUp(bench, 'take one');
  const first = a.activate();
  await reached;
  const stopping = a.deactivate();
  await overtaken(bench);
  goOn();
  const second = await stopping;
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
    const bench = await openBench({
      resources: [
        { type: 'memory/own', slot: 'one' },
        { type: 'memory/own', name: 'two', slot: 'two' },
      ],
    });
    const { world, a } = bench;
    await a.activate();
    const { reached, goOn } = heldUp(bench, 'release two');
    const first = a.deactivate({ strict });
    await reached;
    const second = a.activate();
    await overtaken(bench);
    goOn();
    expect(await second).toMatchObject({ exitCode: 0 });
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
  const bench = await openBench();
  const { a } = bench;
  const { reached, goOn } = heldUp(bench, 'take one');
  const first = a.activate();
  await reached;
  expect(await a.activate({ timeout: 3_000 })).toMatchObject({ exitCode: 20, error: { code: 'LOCK_BUSY' } });
  goOn();
  expect(await first).toMatchObject({ exitCode: 0 });
});

test.concurrent('a deactivate that does not get the lock in time ends in 0 only if another node can take everything', async () => {
  for (const [type, onDeactivate, exitCode, outcome] of [
    ['memory/slot', 'release', 0, 'left'],
    ['memory/own', 'release', 20, 'left'],
    ['memory/own', 'keep', 0, 'kept'],
  ] as const) {
    const bench = await openBench({ resources: [{ type, onDeactivate, name: 'one' }] });
    const { world, a } = bench;
    await a.activate();
    world.give('one', 'b');
    const { reached, goOn } = heldUp(bench, 'take one');
    const other = a.activate();
    await reached;
    const report = await a.deactivate({ timeout: 3_000 });
    expect(report).toMatchObject({ exitCode, outcome: 'unreachable', error: { code: 'LOCK_BUSY' } });
    expect(outcomes(report)).toBe(`one ${outcome}`);
    goOn();
    await other;
  }
});
