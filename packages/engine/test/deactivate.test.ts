import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { of, openBench, outcomes } from './bench.ts';
import { slotType, trouble } from './slot.ts';
import type { World } from './world.ts';

const slot = (name: string, more: object = {}) => ({ type: 'memory/slot', name, slot: name, ...more });
const own = (name: string, more: object = {}) => ({ ...slot(name, more), type: 'memory/own' });
const open = (...resources: object[]) => openBench({ resources });
const refuse = () => {
  throw trouble('DENIED', 'release it');
};

describe('deactivate', () => {
  test('lets go of everything, the last activated first', async () => {
    const { world, a } = await open(slot('one'), slot('two'), slot('three', { after: ['one'] }));
    await a.activate();
    world.calls.length = 0;
    const report = await a.deactivate();
    expect(report).toMatchObject({ exitCode: 0, outcome: 'done', tolerated: false });
    expect(outcomes(report)).toBe('one done, two done, three done');
    expect(world.calls.filter((call) => call.includes('release')).at(-1)).toBe('a release one');
    expect(world.slots.size).toBe(0);
    expect(await a.record()).toMatchObject({ completed: { command: 'deactivate' }, resources: {} });
  });

  test('looks again before it believes that nothing is here of what a failed activation wrote', async () => {
    const types = (world: World) => [slotType(world, { type: 'memory/stale', policy: { staleReads: true } })];
    const { world, a } = await openBench({ resources: [slot('one', { type: 'memory/stale' })] }, { types });
    world.next('look one', (usual: () => never) => usual());
    world.always('look one', () => {
      throw trouble('REFUSED', 'look');
    });
    world.next('take one', (usual: () => never) => {
      usual();
      throw trouble('LOST', 'take it');
    });
    expect(await a.activate({ timeout: 3_000 })).toMatchObject({ exitCode: 20 });
    world.always('look one', undefined);
    world.next('look one', () => ({ state: 'inactive', detail: 'as of a moment ago' }) as never);
    expect(outcomes(await a.deactivate())).toBe('one done');
    expect(world.slots.size).toBe(0);
  });

  test('may be repeated, and does not touch what another node has taken', async () => {
    const { world, a, b } = await openBench();
    await a.activate();
    await b.activate();
    expect(outcomes(await a.deactivate())).toBe('slot unchanged');
    expect(await a.deactivate()).toMatchObject({ exitCode: 0 });
    expect(world.slots.get('one')?.holder).toBe('b');
    expect(world.count('release one')).toBe(0);
  });

  test('tries every resource, whatever became of the others', async () => {
    const { world, a } = await open(slot('one'), slot('two'), slot('three'));
    await a.activate();
    world.always('release two', refuse);
    const report = await a.deactivate();
    expect(outcomes(report)).toBe('one done, two left, three done');
    expect(of(report, 'two').error).toMatchObject({ code: 'DENIED' });
    expect((await a.record()).resources).toHaveProperty('two');
    expect((await a.record()).resources).not.toHaveProperty('one');
  });

  test.each([
    ['release', 'move', 'done'],
    ['keep', undefined, 'kept'],
    ['keep', 'stop', 'kept'],
    ['keep-when-moving', undefined, 'done'],
    ['keep-when-moving', 'stop', 'done'],
    ['keep-when-moving', 'move', 'kept'],
    ['keep-when-moving', 'failover', 'kept'],
    ['keep-when-moving', 'restart', 'kept'],
  ] as const)('with onDeactivate %s and the reason %s: %s', async (onDeactivate, reason, outcome) => {
    const { world, a } = await open(slot('one', { onDeactivate }));
    await a.activate();
    world.calls.length = 0;
    expect(outcomes(await a.deactivate({ reason }))).toBe(`one ${outcome}`);
    if (outcome === 'kept') expect(world.calls).toEqual([]);
  });

  test('what was kept while moving is released by a later stop', async () => {
    const { world, a } = await open(slot('one', { onDeactivate: 'keep-when-moving' }));
    await a.activate();
    await a.deactivate({ reason: 'move' });
    expect(outcomes(await a.deactivate({ reason: 'stop' }))).toBe('one done');
    expect(world.slots.size).toBe(0);
  });

  test('ends in 0 and says what was left, where another node can take it; `--strict` tells the cause', async () => {
    const { world, a } = await openBench();
    await a.activate();
    world.always('release one', refuse);
    expect(await a.deactivate()).toMatchObject({
      exitCode: 0,
      outcome: 'denied',
      tolerated: true,
      error: { code: 'DENIED' },
      resources: [{ outcome: 'left', error: { code: 'DENIED' } }],
    });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 22, tolerated: false });
  });

  test('ends in the cause where no other node can take it', async () => {
    const { world, a } = await open(slot('one'), own('two'));
    await a.activate();
    for (const name of ['one', 'two']) world.always(`release ${name}`, refuse);
    world.always('release two', () => {
      throw trouble('FAILED', 'end it');
    });
    const report = await a.deactivate();
    expect(report).toMatchObject({ exitCode: 1, outcome: 'denied', error: { code: 'FAILED', resource: 'two' } });
    expect(outcomes(report)).toBe('one left, two failed');
  });

  test('gives up on a silent side after two attempts', async () => {
    const { world, a } = await openBench();
    world.always('look one', () => {
      throw trouble('REFUSED', 'look');
    });
    const report = await a.deactivate();
    expect(report).toMatchObject({ exitCode: 0, outcome: 'unreachable' });
    expect(world.count('look one')).toBe(2);
  });

  test('finds out by looking what became of a release whose answer was lost', async () => {
    const { world, a } = await openBench();
    await a.activate();
    world.next('release one', (usual) => {
      usual();
      throw trouble('LOST', 'release it');
    });
    expect(outcomes(await a.deactivate())).toBe('slot done');
    await a.activate();
    world.always('release one', () => {
      throw trouble('LOST', 'release it');
    });
    expect(await a.deactivate()).toMatchObject({ exitCode: 0, outcome: 'unreachable' });
    expect(world.count('release one')).toBe(3);
  });

  test('a dry run shows what it would release, and releases nothing', async () => {
    const { world, a } = await openBench();
    await a.activate();
    const report = await a.deactivate({ dryRun: true });
    expect(of(report, 'slot')).toMatchObject({
      before: { state: 'active' },
      after: null,
      writes: [{ outcome: 'planned' }],
    });
    expect(world.count('release one')).toBe(0);
    expect(await a.record()).toMatchObject({ completed: { command: 'activate' } });
  });

  test('covers what the record alone knows: another strategy, or what was taken out of the file', async () => {
    const group = { strategy: 'old', strategies: { old: [slot('one')], new: [slot('two')] } };
    const { world, a, write } = await openBench(group);
    await a.activate();
    await write({ ...group, strategy: 'new' });
    const report = await a.deactivate();
    expect(outcomes(report)).toBe('two unchanged, one done');
    expect(world.slots.size).toBe(0);
  });

  test('is refused with 2 only where there is neither a usable file nor a record', async () => {
    const { a, configPath } = await openBench();
    await writeFile(configPath, 'version: [');
    expect(await a.deactivate()).toMatchObject({ exitCode: 2, error: { code: 'CONFIG_YAML' } });
  });

  test.each([
    ['is gone', (path: string) => rm(path), 'CONFIG_NOT_FOUND'],
    ['is broken', (path: string) => writeFile(path, 'version: ['), 'CONFIG_YAML'],
    ['has the group no more', (path: string) => writeFile(path, 'version: 1\ngroups: {}\n'), 'GROUP_UNKNOWN'],
  ])('works from the record, in reverse, when the file %s; and once more', async (_, spoil, code) => {
    const { world, a, configPath } = await open(slot('one'), slot('two'));
    await a.activate();
    await spoil(configPath);
    world.calls.length = 0;
    const report = await a.deactivate();
    expect(report).toMatchObject({ exitCode: 0, warnings: [{ code }] });
    expect(report.warnings[0]?.message).toContain('working from the state record alone');
    expect(world.calls.filter((call) => call.includes('release'))).toEqual(['a release two', 'a release one']);
    expect(await a.deactivate()).toMatchObject({ exitCode: 0, resources: [] });
  });
});
