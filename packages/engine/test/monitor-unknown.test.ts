import { describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';
import { trouble } from './slot.ts';
import type { World } from './world.ts';

const group = (more: object = {}) => ({ ...more, resources: [{ type: 'memory/slot' }] });
const blind = (world: World) =>
  world.always('look one', () => {
    throw trouble('DENIED', 'look');
  });
const seeing = (world: World) => world.always('look one', undefined);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.concurrent('a monitor that cannot tell', () => {
  test('answers 0 on the node that was activated, says so, and why', async () => {
    const { world, a } = await openBench();
    await a.activate();
    blind(world);
    const report = await a.monitor();
    expect(report).toMatchObject({
      exitCode: 0,
      outcome: 'denied',
      tolerated: true,
      error: { code: 'DENIED', resource: 'slot' },
    });
  });

  test('answers 20 there under `whenUnknown: fail`', async () => {
    const { world, a } = await openBench(group({ whenUnknown: 'fail' }));
    await a.activate();
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 20 });
  });

  test('answers 0 after an activation that ended in 23, and 7 after one that failed', async () => {
    const { world, a } = await openBench({
      resources: [{ type: 'memory/slot' }, { type: 'memory/slot', name: 'two', slot: 'two', required: false }],
    });
    world.always('take two', () => {
      throw trouble('FAILED', 'take it');
    });
    expect(await a.activate()).toMatchObject({ exitCode: 23 });
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    expect(await a.activate()).toMatchObject({ exitCode: 22 });
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
  });

  test('answers 7 on a node that was never activated', async () => {
    const { world, a } = await openBench();
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 7, outcome: 'denied', tolerated: true });
  });

  test('answers 7 on a node that was activated in an earlier boot', async () => {
    const { world, a } = await openBench();
    await a.activate();
    await a.replaceRecord((record) => ({ ...record, completed: { ...record.completed, boot: 'an earlier one' } }));
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
  });

  test('is tolerated for `unknownTolerance` and no longer, counted from the first time', async () => {
    const { world, a } = await openBench(group({ unknownTolerance: '300ms' }));
    await a.activate();
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    await wait(350);
    expect(await a.monitor()).toMatchObject({ exitCode: 20 });
    seeing(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 0, outcome: 'done' });
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
  });

  test('does not count what was unknown before the node became active again', async () => {
    const { world, a } = await openBench(group({ unknownTolerance: '300ms' }));
    await a.activate();
    blind(world);
    await a.monitor();
    await wait(350);
    seeing(world);
    await a.deactivate();
    await a.activate();
    blind(world);
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
  });

  test('ends within `monitorTimeout`', async () => {
    const { world, a } = await openBench(group({ monitorTimeout: '500ms' }));
    await a.activate();
    world.always('look one', () => {
      throw trouble('REFUSED', 'look');
    });
    const report = await a.monitor();
    expect(report).toMatchObject({ exitCode: 0, outcome: 'unreachable', error: { code: 'REFUSED' } });
    expect(report.elapsedMs, 'not the default').toBeLessThan(8_000);
  });
});
