import type { Reason } from '@kirikae/core';
import { describe, expect, test } from 'vitest';
import { lookOf, openBench } from './bench.ts';
import { slotType, trouble } from './slot.ts';
import type { World } from './world.ts';

const slot = (name: string, more: object = {}) => ({ type: 'memory/slot', name, slot: name, ...more });
const own = (name: string, more: object = {}) => ({ ...slot(name, more), type: 'memory/own' });
const mark = (name: string, more: object = {}) => ({ ...slot(name, more), type: 'memory/mark' });
const blind = () => {
  throw trouble('FAILED', 'look');
};

describe.concurrent('monitor', () => {
  test('answers 0 where all required resources are here, whatever the others are', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), slot('two', { required: false })] });
    world.give('one', 'a');
    const report = await a.monitor();
    expect(report).toMatchObject({ exitCode: 0, outcome: 'done', error: null });
    expect(lookOf(report, 'one')).toMatchObject({ state: 'active', holder: { id: 'a', node: null }, error: null });
    expect(lookOf(report, 'two')).toMatchObject({ state: 'inactive', holder: null });
  });

  test('answers 7 as soon as one required resource is certainly not here', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), slot('two')] });
    world.give('one', 'b');
    world.always('look two', () => new Promise<never>(() => {}));
    const report = await a.monitor();
    expect(report).toMatchObject({ exitCode: 7, outcome: 'inactive', error: null });
    expect(report.elapsedMs, 'before its time is up').toBeLessThan(7_000);
    expect(lookOf(report, 'one')).toMatchObject({ state: 'elsewhere', holder: { id: 'b' } });
  });

  test('answers 1 where half of it is here and only this node can let go of that half', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), own('two')] });
    world.give('two', 'a');
    const report = await a.monitor();
    expect(report).toMatchObject({ exitCode: 1, outcome: 'failed', error: { code: 'HALF_ACTIVE' } });
    expect(report.error?.message).toContain('two is active here');
  });

  test('answers 1 also after a deactivation that left such a thing', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), own('two')] });
    await a.activate();
    await a.deactivate();
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
    world.give('two', 'a');
    expect(await a.monitor()).toMatchObject({ exitCode: 1 });
  });

  test.each(['stop', 'move'] as Reason[])('answers 7 after a deactivation for %s, without a call', async (reason) => {
    const { world, a } = await openBench({ resources: [slot('one', { onDeactivate: 'keep-when-moving' })] });
    await a.activate();
    await a.deactivate({ reason });
    world.calls.length = 0;
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
    expect(world.calls).toEqual([]);
    await a.activate();
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
  });

  test('answers from the state record alone for a group in which nothing tells its holder', async () => {
    const { world, a } = await openBench({ resources: [mark('one')] });
    world.give('one', 'a');
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
    await a.activate();
    world.calls.length = 0;
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    expect(world.calls).toEqual([]);
  });

  test('looks again, after 1 s and 2 s, before it believes what contradicts the record', async () => {
    const { world, a } = await openBench();
    await a.activate();
    world.next('look one', () => ({ state: 'inactive', detail: 'stale' }) as never);
    const fine = await a.monitor();
    expect(fine).toMatchObject({ exitCode: 0 });
    expect(fine.elapsedMs).toBeGreaterThanOrEqual(990);
    world.give('one', 'b');
    world.calls.length = 0;
    const lost = await a.monitor();
    expect(lost).toMatchObject({ exitCode: 7 });
    expect(world.calls).toHaveLength(3);
    expect(lost.elapsedMs).toBeGreaterThanOrEqual(2_980);
  }, 15_000);

  test('believes at once what the record never said was here', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), slot('two', { required: false })] });
    world.always('take two', blind);
    expect(await a.activate()).toMatchObject({ exitCode: 23 });
    const report = await a.monitor();
    expect(report).toMatchObject({ exitCode: 0 });
    expect(report.elapsedMs, 'no second and third look').toBeLessThan(2_900);
  });

  test('answers 7 for a value that this node lacks', async () => {
    const { a } = await openBench({ resources: [slot('one', { value: { perNode: { b: 'x' } } })] });
    const report = await a.monitor();
    expect(report).toMatchObject({ exitCode: 7 });
    expect(lookOf(report, 'one').detail).toContain('no value for node a');
  });

  test('does not take for such a value what cannot be found out, nor does a stop', async () => {
    const resolve = async () => {
      throw trouble('USAGE', 'read the settings');
    };
    const types = (world: World) => [
      slotType(world, { type: 'memory/blind', policy: { takeable: () => false }, resolve }),
    ];
    const { a } = await openBench({ resources: [{ type: 'memory/blind' }] }, { types });
    const told = { outcome: 'usage', error: { code: 'USAGE' } };
    expect(await a.monitor()).toMatchObject({ ...told, exitCode: 7, resources: [{ state: null }] });
    expect(await a.deactivate()).toMatchObject({ ...told, exitCode: 2 });
  });

  test('refuses to answer for another node', async () => {
    const { a } = await openBench(undefined, { file: { nodes: { a: { instanceId: 'i-00000001' } } } });
    const report = await a.monitor({ env: { INSTANCE: 'i-00000002' } });
    expect(report).toMatchObject({ exitCode: 2, error: { code: 'NODE_IS_ANOTHER' } });
  });

  test('never writes, also where a plugin tries to', async () => {
    const types = (world: Parameters<typeof slotType>[0]) => [
      slotType(world, { type: 'memory/bold' }, { status: ({ write }) => write('x:Y', 'y', async () => ({})) as never }),
    ];
    const { a } = await openBench({ resources: [{ type: 'memory/bold' }] }, { types });
    const report = await a.monitor();
    expect(lookOf(report, 'bold').error).toMatchObject({ code: 'DEFECT', message: expect.stringContaining('x:Y') });
  });
});
