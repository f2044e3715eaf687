import { describe, expect, test } from 'vitest';
import { of, openBench } from './bench.ts';
import { forever, slotType, trouble } from './slot.ts';
import { tell, type World } from './world.ts';

const lost = (): never => {
  throw trouble('LOST', 'take it');
};

describe.concurrent('a lost response', () => {
  test('is found out by looking when the write took effect', async () => {
    const { world, a } = await openBench();
    world.next('take one', (usual) => {
      usual();
      return lost();
    });
    const report = await a.activate();
    expect(report.exitCode).toBe(0);
    expect(of(report, 'slot').writes).toMatchObject([{ outcome: 'unknown' }]);
    expect(world.count('take one')).toBe(1);
  });

  test('after which another node holds it is a lost race, confirmed once', async () => {
    const { world, a } = await openBench();
    world.next('take one', () => {
      world.give('one', 'b');
      return lost();
    });
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
    expect(world.count('take one')).toBe(1);
  });

  test('after which a stale look shows a third state for a moment is not a lost race', async () => {
    const { world, a } = await openBench();
    world.next('take one', (usual) => {
      usual();
      return lost();
    });
    world.next(
      'look one',
      (usual) => usual(),
      () => tell({ holder: 'b', version: 'v0' }, 'a') as never,
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
  });
});

describe.concurrent('a way out that moves with the address', () => {
  const cut = (world: World) =>
    world.next('take one', (usual) => {
      world.always('look one', () => {
        throw trouble('REFUSED', 'look');
      });
      return usual();
    });

  test('ends in 23, with the id that the write returned', async () => {
    const { world, a } = await openBench();
    cut(world);
    const report = await a.activate({ timeout: 5_000 });
    expect(report).toMatchObject({ outcome: 'degraded', exitCode: 23, error: { code: 'READ_BACK' } });
    expect(report.error?.message).toContain('answered with v1');
    expect(report.error?.message).toContain('nobody listens');
  });

  test('ends in 23 also when the looks hang', async () => {
    const { world, a } = await openBench();
    world.next('look one', (usual) => usual());
    world.always('look one', forever);
    expect(await a.activate({ timeout: 5_000 })).toMatchObject({ exitCode: 23, error: { code: 'READ_BACK' } });
  });

  test('does not hide an interruption', async () => {
    const { world, a } = await openBench();
    const stop = new AbortController();
    world.next(
      'look one',
      (usual) => usual(),
      () => {
        stop.abort('SIGTERM');
        return forever();
      },
    );
    const report = await a.activate({ signal: stop.signal });
    expect(report).toMatchObject({ exitCode: 20, error: { code: 'INTERRUPTED' } });
    expect(report.error?.message).toContain('SIGTERM');
  });

  test('is made up for by a sign on this machine', async () => {
    const asked: number[] = [];
    const seenLocally = async () => asked.push(performance.now()) > 1;
    const { world, a } = await openBench(
      { resources: [{ type: 'memory/seen' }] },
      { types: (world) => [slotType(world, { type: 'memory/seen' }, { seenLocally })] },
    );
    cut(world);
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 0, resources: [{ after: { state: 'active' } }] });
    expect(asked).toHaveLength(2);
    expect(report.elapsedMs).toBeLessThan(5_000);
  });
});
