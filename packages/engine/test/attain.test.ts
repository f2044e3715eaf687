import { describe, expect, test } from 'vitest';
import { of, openBench } from './bench.ts';
import { forever, slotType, trouble } from './slot.ts';
import { tell, type World } from './world.ts';

const only = (type: (world: World) => ReturnType<typeof slotType>, more: object = {}) =>
  openBench({ ...more, resources: [{ type: 'memory/own-way' }] }, { types: (world) => [type(world)] });
const named = { type: 'memory/own-way' };

describe.concurrent('is it ours?', () => {
  test('a look that still shows the state before our write is a stale read, and is looked past', async () => {
    const { world, a } = await openBench();
    const before = world.give('one', 'b');
    world.next(
      'look one',
      (usual) => usual(),
      () => tell(before, 'a') as never,
      () => tell(before, 'a') as never,
    );
    const report = await a.activate();
    expect(report.exitCode).toBe(0);
    expect(world.count('take one')).toBe(1);
    expect(world.count('look one')).toBe(4);
  });

  test('a third version is confirmed once; then the race is lost, and nothing more is written', async () => {
    const { world, a } = await openBench();
    world.next('take one', (usual) => {
      const written = usual();
      world.give('one', 'b');
      return written;
    });
    const report = await a.activate();
    expect(report).toMatchObject({ outcome: 'conflict', exitCode: 21, error: { code: 'RACE_LOST' } });
    expect(report.error?.message).toContain('b holds it now');
    expect(world.count('take one')).toBe(1);
    expect(world.count('look one')).toBe(3);
  });

  test('a race is lost also to who has let go since: what a look shows free again is no stale read', async () => {
    const { world, a } = await openBench();
    world.next('take one', (usual) => {
      const written = usual();
      world.give('one', 'b');
      return written;
    });
    world.next(
      'look one',
      (usual) => usual(),
      (usual) => {
        const seen = usual();
        world.slots.delete('one');
        return seen;
      },
    );
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
    expect([world.count('take one'), world.count('look one')]).toEqual([1, 3]);
  });

  test('without versions nobody is not another: what comes up a while after the write is waited for', async () => {
    const { world, a } = await only((made) =>
      slotType(made, named, {
        status: async ({ read }) => {
          const { version: _, ...seen } = await read((signal) => made.look('a', 'one', signal));
          return seen;
        },
        activate: async ({ write }) =>
          write('memory:Take', 'start it', async (signal) => {
            await made.take('a', 'one', signal);
            return {};
          }),
      }),
    );
    world.give('one', 'b');
    const starting = () => ({ state: 'inactive', detail: 'it starts' }) as never;
    world.next('look one', (usual) => usual(), starting, starting, starting);
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect([world.count('take one'), world.count('look one')]).toEqual([1, 5]);
  });

  test('a third version that is gone at the second look was stale itself', async () => {
    const { world, a } = await openBench();
    world.next(
      'look one',
      (usual) => usual(),
      () => tell({ holder: 'c', version: 'v0' }, 'a') as never,
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
  });

  test('active here in a way that it was not before is ours, whatever the version', async () => {
    const { world, a } = await openBench();
    world.next('take one', (usual) => {
      const written = usual();
      world.give('one', 'a');
      return written;
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(world.count('take one')).toBe(1);
  });

  test('looks that never show the write end in 20 and say so', async () => {
    const { world, a } = await openBench();
    const before = world.give('one', 'b');
    world.always('look one', () => tell(before, 'a') as never);
    const report = await a.activate({ timeout: 5_000 });
    expect(report).toMatchObject({ exitCode: 20, error: { code: 'STALE_READ' } });
    expect(of(report, 'slot').writes).toMatchObject([{ outcome: 'done' }]);
  });

  test('stale looks that are slow as well are still stale looks, not a lost way out', async () => {
    const { world, a } = await openBench();
    const before = world.give('one', 'b');
    world.next(
      'look one',
      (usual) => usual(),
      () => tell(before, 'a') as never,
    );
    world.always('look one', forever);
    expect(await a.activate({ timeout: 5_000 })).toMatchObject({ exitCode: 20, error: { code: 'STALE_READ' } });
  });

  test('a write that gave no version and does not show ends in 1', async () => {
    const { world, a } = await openBench();
    world.always('take one', () => ({}) as never);
    expect(await a.activate({ timeout: 5_000 })).toMatchObject({ exitCode: 1, error: { code: 'NOT_ATTAINED' } });
  });

  test('a conditional write is its own proof and is not read back', async () => {
    const { world, a } = await only((world) =>
      slotType(world, named, {
        activate: ({ write }) =>
          write('memory:Take', 'take one', async (signal) => ({
            ...(await world.take('a', 'one', signal)),
            proof: true,
          })),
      }),
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ after: { state: 'active' } }] });
    expect(world.count('look one')).toBe(1);
  });

  test('drift is mended although it is active', async () => {
    const { world, a } = await openBench();
    const { version } = world.give('one', 'a');
    world.next('look one', () => ({ state: 'active', version, drift: true, detail: 'other TTL' }) as never);
    expect(await a.activate()).toMatchObject({ resources: [{ outcome: 'done' }] });
    expect(world.count('take one')).toBe(1);
  });

  test('drift that a stale look still shows is looked past', async () => {
    const { world, a } = await openBench();
    const drifted = { ...tell(world.give('one', 'a'), 'a'), drift: true } as never;
    world.next(
      'look one',
      () => drifted,
      () => drifted,
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(world.count('look one')).toBe(3);
  });
});

describe.concurrent('active, nothing to do', () => {
  const stale = () => only((world) => slotType(world, { ...named, policy: { staleReads: true } }));

  test('is believed of a type whose reads may be stale after a second look, at least 1 s later', async () => {
    const { world, a } = await stale();
    world.give('one', 'a');
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged' }] });
    expect(world.count('look one')).toBe(2);
    expect(report.elapsedMs).toBeGreaterThanOrEqual(990);
  });

  test('is not believed when the second look disagrees: it is written', async () => {
    const { world, a } = await stale();
    world.next('look one', () => tell({ holder: 'a', version: 'v0' }, 'a') as never);
    world.give('one', 'b');
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(world.slots.get('one')?.holder).toBe('a');
  });
});

describe.concurrent('a write that fails', () => {
  test('is made again when it was throttled, after another look', async () => {
    const { world, a } = await openBench();
    const busy = () => {
      throw trouble('THROTTLED', 'take');
    };
    world.next('take one', busy, busy);
    const report = await a.activate();
    expect(report.exitCode).toBe(0);
    expect(of(report, 'slot').writes.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'done']);
    expect(world.count('look one')).toBe(4);
  });

  test('is not made again when it was denied', async () => {
    const { world, a } = await openBench();
    world.always('take one', () => {
      throw trouble('DENIED', 'take it');
    });
    expect(await a.activate()).toMatchObject({
      exitCode: 22,
      error: { code: 'DENIED', message: expect.stringContaining('take it') },
    });
    expect(world.count('take one')).toBe(1);
  });

  test('that is a defect of the plugin ends in 1 and keeps its message', async () => {
    const { world, a } = await openBench();
    world.always('take one', () => {
      throw new TypeError('x is not a function');
    });
    const report = await a.activate();
    expect(report).toMatchObject({
      exitCode: 1,
      error: { code: 'DEFECT', message: expect.stringContaining('x is not') },
    });
    expect(of(report, 'slot').writes).toMatchObject([{ outcome: 'unknown' }]);
  });
});
