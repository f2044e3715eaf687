import { describe, expect, test } from 'vitest';
import { of, openBench, outcomes } from './bench.ts';
import { forever, slotType, trouble } from './slot.ts';
import { tell, type World } from './world.ts';

const two = (more: object = {}) => ({
  resources: [
    { type: 'memory/slot', name: 'one', slot: 'one' },
    { type: 'memory/slot', name: 'two', slot: 'two', ...more },
  ],
});

/** As a slot, but a look may show an older state. */
const stale = (world: World) => [slotType(world, { policy: { staleReads: true } })];

/** Another node takes slot one while slot two is being taken. */
const robOneDuringTwo = (world: World) =>
  world.next('take two', (usual) => {
    world.give('one', 'b');
    return usual();
  });

describe.concurrent('a group is looked at after its last write', () => {
  test('and one that was taken meanwhile is a lost race', async () => {
    const { world, a } = await openBench(two());
    robOneDuringTwo(world);
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
    expect(of(report, 'one')).toMatchObject({ outcome: 'conflict', error: { code: 'RACE_LOST' } });
    expect(of(report, 'two')).toMatchObject({ outcome: 'done' });
  });

  test('also one that was here already and needed no write', async () => {
    const { world, a } = await openBench(two());
    world.give('one', 'a');
    robOneDuringTwo(world);
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
  });

  /** The look after the last write shows another, and every later one this node again. */
  const showAnotherOnce = (world: World) =>
    world.next(
      'look one',
      (usual) => usual(),
      (usual) => usual(),
      () => tell({ holder: 'b', version: 'v0' }, 'a') as never,
    );

  test('a look that shows another for a moment is looked at again where it may be stale', async () => {
    const { world, a } = await openBench(two(), { types: (all) => stale(all) });
    showAnotherOnce(world);
    expect(outcomes(await a.activate())).toBe('one done, two done');
    expect(world.count('look one')).toBe(4);
  });

  test('and where it cannot be, what came back since was lost all the same', async () => {
    const { world, a } = await openBench(two());
    showAnotherOnce(world);
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST', resource: 'one' } });
  });

  test('one that cannot be looked at any more is not called done', async () => {
    const { world, a } = await openBench(two());
    world.next('take two', (usual) => {
      world.always('look one', () => {
        throw trouble('DENIED', 'look at it');
      });
      return usual();
    });
    expect(await a.activate()).toMatchObject({ exitCode: 22, error: { code: 'DENIED' } });
  });

  test('what a lost answer left under way counts from the look that shows it', async () => {
    const { world, a } = await openBench(two({ after: [] }));
    world.next('take one', (usual) => {
      setTimeout(() => {
        world.give('two', 'b'); // slot one comes when slot two is gone: at no moment both were here
        usual();
      }, 300);
      throw trouble('LOST', 'take it');
    });
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
  });

  test('a resource that is alone is not looked at again', async () => {
    const { world, a } = await openBench();
    await a.activate();
    expect(world.calls).toEqual(['a look one', 'a take one', 'a look one']);
  });

  test('where reads may be stale, that look comes a second after the last write', async () => {
    const { world, a } = await openBench(two(), { types: stale });
    const looks: number[] = [];
    world.always('look one', (usual) => {
      looks.push(performance.now());
      return usual();
    });
    let wrote = 0;
    world.next('take two', (usual) => {
      wrote = performance.now();
      return usual();
    });
    expect(outcomes(await a.activate())).toBe('one done, two done');
    expect((looks.at(-1) ?? 0) - wrote).toBeGreaterThanOrEqual(990); // the age of evidence is what is promised
  });
});

describe.concurrent('side by side', () => {
  const apart = { resources: two({ after: [] }).resources.map((each) => ({ ...each, after: [] })) };
  /** Writing two takes longer than writing one. */
  const slowTwo = (world: World) =>
    world.next('take two', async (usual) => {
      await new Promise((done) => setTimeout(done, 200));
      return usual();
    });

  test.each([
    ['', undefined],
    [' also where reads may be stale', stale],
  ])('each is looked at once before and once after all writes%s', async (_, types) => {
    const { world, a } = await openBench(apart, types && { types });
    slowTwo(world);
    expect(outcomes(await a.activate())).toBe('one done, two done');
    expect([world.count('look one'), world.count('look two')]).toEqual([2, 2]);
  });

  test('one whose write is its own proof writes last, and is not looked at again', async () => {
    const [one, other] = apart.resources;
    const group = { resources: [one, { ...other, type: 'memory/plain' }] };
    const { world, a } = await openBench(group, {
      types: (made) => [
        slotType(
          made,
          { policy: { provesItself: true } },
          {
            activate: ({ write }) =>
              write('memory:Take', 'take one', async (signal) => ({
                ...(await made.take('a', 'one', signal)),
                proof: true,
              })),
          },
        ),
        slotType(made, { type: 'memory/plain' }),
      ],
    });
    slowTwo(world);
    expect(outcomes(await a.activate())).toBe('one done, two done');
    expect([world.count('look one'), world.count('look two')]).toEqual([1, 2]);
  });

  test('a neighbour that does not come to its write holds up no proof for longer than a second', async () => {
    const { world, a } = await openBench({
      timeout: '6s',
      ...apart,
      resources: apart.resources.map((each) => ({ ...each, required: each.name === 'one' })),
    });
    world.always('look two', forever);
    const report = await a.activate();
    expect(report).toMatchObject({
      exitCode: 23,
      resources: [{ name: 'one', outcome: 'done' }, { outcome: 'unreachable' }],
    });
  });

  test('one that was taken while the others were written is a lost race', async () => {
    const { world, a } = await openBench(apart);
    world.next('take two', async (usual) => {
      await new Promise((done) => setTimeout(done, 200));
      world.give('one', 'b');
      return usual();
    });
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
  });
});

describe.concurrent('"it is here" where reads may be stale', () => {
  test('is looked at twice after a throttled write too', async () => {
    const { world, a } = await openBench(undefined, { types: stale });
    world.give('one', 'b');
    world.next('take one', () => {
      throw trouble('THROTTLED', 'take it');
    });
    world.next(
      'look one',
      (usual) => usual(),
      () => tell({ holder: 'a', version: 'v0' }, 'a') as never,
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(world.slots.get('one')?.holder).toBe('a');
    expect(world.count('take one')).toBe(2);
  });

  test('is looked at again a second after the attempt that was answered, not after those before it', async () => {
    const { world, a } = await openBench(undefined, { types: stale });
    world.give('one', 'a');
    const refused = () => {
      throw trouble('REFUSED', 'look at it');
    };
    const answered: number[] = [];
    const noted = (usual: () => never) => {
      answered.push(performance.now());
      return usual();
    };
    world.next('look one', refused, refused, refused, noted, noted);
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged' }] });
    const [first = 0, second = 0] = answered;
    expect(second - first).toBeGreaterThanOrEqual(990); // a timer may come a little early
  });
});

describe.concurrent('a release', () => {
  test('covers what is only partly here', async () => {
    const { world, a } = await openBench(undefined, {
      types: (made) => [
        slotType(made, {}, { status: async () => ({ state: 'inactive', partly: true, detail: '1 of 3' }) }),
      ],
    });
    expect(await a.deactivate()).toMatchObject({ exitCode: 0 });
    expect(world.count('release one')).toBe(1);
  });

  test('that finds the id gone looks again: a newer write of this node may have made another', async () => {
    const { world, a } = await openBench(undefined, {
      types: (made) => [
        slotType(
          made,
          {},
          {
            deactivate: ({ write }, { version }) =>
              write('memory:Release', 'release one', async (signal) => {
                const gone = made.slots.get('one')?.version !== version;
                await made.release('a', 'one', version, signal);
                return { gone };
              }),
          },
        ),
      ],
    });
    world.give('one', 'a');
    world.next('look one', () => tell({ holder: 'a', version: 'v0' }, 'a') as never);
    expect(await a.deactivate()).toMatchObject({ exitCode: 0 });
    expect(world.slots.has('one')).toBe(false);
  });
});

describe.concurrent('a resource that is not required', () => {
  test('leaves half of the time to those that wait for it', async () => {
    const group = two();
    Object.assign(group.resources[0] as object, { required: false });
    const { world, a } = await openBench(group);
    world.always('look one', () => new Promise(() => {}) as never);
    const report = await a.activate({ timeout: 6_000 });
    expect(report).toMatchObject({ exitCode: 23, outcome: 'degraded' });
    expect(outcomes(report)).toBe('one unreachable, two done');
  });
});
