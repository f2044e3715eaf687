import { describe, expect, test } from 'vitest';
import { of, openBench, outcomes } from './bench.ts';
import { forever, interrupted, slotType, trouble } from './slot.ts';

const slots = (...list: object[]) => ({ resources: list.map((each) => ({ type: 'memory/slot', ...each })) });
const slot = (name: string, more: object = {}) => ({ name, slot: name, ...more });

describe('activate', () => {
  test('makes this node the holder, and says what was before and after', async () => {
    const { world, a } = await openBench();
    world.give('one', 'b');
    const report = await a.activate();
    expect(report).toMatchObject({ outcome: 'done', exitCode: 0, error: null, warnings: [], dryRun: false });
    expect(of(report, 'slot')).toMatchObject({
      outcome: 'done',
      before: { state: 'elsewhere', holder: { id: 'b' } },
      after: { state: 'active', holder: { id: 'a' } },
      writes: [{ action: 'memory:Take', outcome: 'done' }],
    });
    expect(world.slots.get('one')?.holder).toBe('a');
  });

  test('writes nothing when it is here already', async () => {
    const { world, a } = await openBench();
    world.give('one', 'a');
    expect(outcomes(await a.activate())).toBe('slot unchanged');
    expect(world.count('take one')).toBe(0);
  });

  test('takes one after the other as listed, and looks again before acting if the one before wrote', async () => {
    const { world, a } = await openBench(slots(slot('one'), slot('two')));
    expect(outcomes(await a.activate())).toBe('one done, two done');
    expect(world.calls).toEqual(
      ['look one', 'look two', 'take one', 'look one', 'look two', 'take two', 'look two', 'look one'].map(
        (call) => `a ${call}`,
      ),
    );
  });

  test('takes at once what has `after: []`', async () => {
    const { world, a } = await openBench(slots(slot('one'), slot('two', { after: [] })));
    let started = () => {};
    const other = new Promise<void>((resolve) => {
      started = resolve;
    });
    world.next('take one', async (usual) => {
      await other;
      return usual();
    });
    world.next('take two', (usual) => {
      started();
      return usual();
    });
    expect(outcomes(await a.activate())).toBe('one done, two done');
  });

  test('does not try what comes after a required failure, also behind one that is not required', async () => {
    const { world, a } = await openBench(
      slots(slot('one'), slot('two', { required: false }), slot('three'), slot('four', { after: [] })),
    );
    world.always('take one', () => {
      throw trouble('DENIED', 'take it');
    });
    const report = await a.activate();
    expect(report).toMatchObject({ outcome: 'denied', exitCode: 22, error: { code: 'DENIED' } });
    expect(outcomes(report)).toBe('one denied, two skipped, three skipped, four done');
  });

  test('goes on after what is not required has failed, and ends in 23', async () => {
    const { world, a } = await openBench(slots(slot('one', { required: false }), slot('two')));
    world.always('look one', () => {
      throw trouble('FAILED', 'look');
    });
    const report = await a.activate();
    expect(report).toMatchObject({ outcome: 'degraded', exitCode: 23, error: { code: 'FAILED' } });
    expect(outcomes(report)).toBe('one failed, two done');
  });

  test('names the resource whose failure decides, also where one that is not required failed with the same words', async () => {
    const { world, a } = await openBench(slots(slot('one', { required: false }), slot('two', { after: [] })));
    for (const name of ['one', 'two'])
      world.always(`look ${name}`, () => {
        throw trouble('FAILED', 'look');
      });
    expect(await a.activate()).toMatchObject({ exitCode: 1, error: { code: 'FAILED', resource: 'two' } });
  });

  test.each([
    [['PENDING', 'LOST'], 20],
    [['LOST', 'FAILED'], 1],
    [['FAILED', 'CONFLICT'], 21],
    [['CONFLICT', 'DENIED'], 22],
    [['DENIED', 'USAGE'], 2],
  ] as const)('of several endings %j tells the first by precedence: %i', async (codes, exitCode) => {
    const { world, a } = await openBench(slots(slot('one'), slot('two', { after: [] })));
    codes.forEach((code, index) => {
      world.always(`look ${['one', 'two'][index]}`, () => {
        throw trouble(code, 'look', {}, {});
      });
    });
    expect((await a.activate({ timeout: 5_000 })).exitCode).toBe(exitCode);
  });

  test('gives each resource its own time, from its turn on', async () => {
    const { world, a } = await openBench({
      timeout: '25s',
      resources: [
        { type: 'memory/slot', ...slot('one', { timeout: '6s' }) },
        { type: 'memory/slot', ...slot('two', { timeout: '6s' }) },
        { type: 'memory/slot', ...slot('three', { timeout: '300ms' }) },
      ],
    });
    for (const name of ['one', 'two'])
      world.next(`take ${name}`, async (usual) => {
        await new Promise((resolve) => setTimeout(resolve, 3_100));
        return usual();
      });
    world.always('take three', forever);
    const report = await a.activate();
    expect(outcomes(report)).toBe('one done, two done, three unreachable');
    expect(of(report, 'three').error).toMatchObject({
      code: 'DEADLINE',
      message: expect.stringContaining('three, 300ms'),
    });
  });

  test('waits for what comes after the change, and says if that is still pending', async () => {
    const settle = async () => {
      throw trouble('PENDING', 'see it everywhere');
    };
    const { a } = await openBench(
      { resources: [{ type: 'memory/late' }, { type: 'memory/slot', slot: 'two' }] },
      { types: (world) => [slotType(world, { type: 'memory/late' }, { settle })] },
    );
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 23, error: { code: 'PENDING' } });
    expect(outcomes(report)).toBe('late degraded, slot done');
  });

  test('refuses two resources that move one thing, before any write', async () => {
    const { world, a } = await openBench(slots(slot('one'), { name: 'two', slot: 'one' }));
    expect(await a.activate()).toMatchObject({ exitCode: 2, error: { code: 'TARGET_TWICE' } });
    expect(world.count('take one')).toBe(0);
  });

  test('ends in 20 when it is interrupted, finishes the write in flight and tells what was done', async () => {
    const { world, a } = await openBench(slots(slot('one'), slot('two')));
    const stop = new AbortController();
    world.next('take one', async (usual) => {
      stop.abort(interrupted());
      await new Promise((resolve) => setTimeout(resolve, 100));
      return usual();
    });
    const report = await a.activate({ signal: stop.signal });
    expect(report).toMatchObject({ outcome: 'unreachable', exitCode: 20, error: { code: 'INTERRUPTED' } });
    expect(of(report, 'one').writes).toMatchObject([{ outcome: 'done' }]);
    expect(world.slots.get('one')?.holder).toBe('a');
    expect(world.count('take two')).toBe(0);
    expect((await a.history())[0]).toMatchObject({ outcome: 'unreachable', writes: [{ outcome: 'done' }] });
  });

  test('is interrupted, not defect, when the signal aborts without a reason of ours', async () => {
    const { world, a } = await openBench();
    const stop = new AbortController();
    world.always('look one', () => {
      stop.abort();
      return forever();
    });
    expect(await a.activate({ signal: stop.signal })).toMatchObject({ exitCode: 20, error: { code: 'INTERRUPTED' } });
  });
});
