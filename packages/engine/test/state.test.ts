import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Warning } from '../src/report/report.ts';
import { openStateDirectory } from '../src/state/directory.ts';
import { EMPTY, readState, type StateRecord, writeState } from '../src/state/record.ts';
import { newFolder, openBench } from './bench.ts';

async function openDirectory() {
  const root = await newFolder();
  const warnings: Warning[] = [];
  return { root, warnings, directory: openStateDirectory(root, (warning) => warnings.push(warning)) };
}

const record: StateRecord = {
  schema: 1,
  instance: 'i-1',
  completed: { command: 'activate', outcome: 'done', exitCode: 0, boot: 'b', run: 'R', at: 'now' },
  resources: {
    one: {
      type: 'memory/slot',
      subject: 'slot one',
      plugin: null,
      resolved: { slot: 'one' },
      after: [],
      onDeactivate: 'release',
      required: true,
      takeable: true,
      tellsHolder: true,
      version: null,
      pending: null,
    },
  },
};

describe('the file of a group', () => {
  test.each([
    ['web', 'web.state.json'],
    ['db_1-a', 'db_1-a.state.json'],
    ['Failover1', '%46ailover1.state.json'],
    ['web.state', 'web%2Estate.state.json'],
    ['../x', '%2E%2E%2Fx.state.json'],
    ['con', '%63on.state.json'],
    ['com10', 'com10.state.json'],
    ['予備', '%E4%BA%88%E5%82%99.state.json'],
  ])('%s is %s', async (group, file) => {
    const { root, directory } = await openDirectory();
    await writeState(directory, group, 'R', record);
    expect(await readState(directory, group)).toEqual(record);
    expect(await readdir(root)).toEqual([file]);
  });
});

describe('the state record', () => {
  test('is read as it was written, and no draft stays behind', async () => {
    const { root, directory } = await openDirectory();
    await writeState(directory, 'web', 'R', record);
    expect(await readState(directory, 'web')).toEqual(record);
    expect(await readdir(root)).toEqual(['web.state.json']);
  });

  test('is replaced whole: whoever reads meanwhile sees the one or the other', async () => {
    const { directory } = await openDirectory();
    const long = (run: string) => ({ ...record, instance: run.repeat(50_000) });
    await writeState(directory, 'web', 'R', long('a'));
    const reader = openStateDirectory(directory.path('.'), () => {});
    const writing = Promise.all(['b', 'c', 'd'].map((run) => writeState(directory, 'web', run, long(run))));
    for (let n = 0; n < 20; n++) expect((await readState(reader, 'web')).instance).toMatch(/^(a+|b+|c+|d+)$/);
    await writing;
  });

  test.each([
    ['torn', JSON.stringify(record).slice(0, 80)],
    ['empty', ''],
    ['of another version', JSON.stringify({ ...record, schema: 2 })],
    ['of an older shape', JSON.stringify({ schema: 1, completed: null, resources: null })],
    ['not a record', '[1]'],
  ])('that is %s counts as none', async (_, text) => {
    const { directory } = await openDirectory();
    await writeFile(directory.path('web.state.json'), text);
    expect(await readState(directory, 'web')).toBe(EMPTY);
  });

  test('tells what was activated, how it ended and who did it', async () => {
    const { a } = await openBench();
    const { runId } = await a.activate({ env: { INSTANCE: 'i-a' } });
    expect(await a.record()).toMatchObject({
      instance: 'i-a',
      completed: { command: 'activate', outcome: 'done', exitCode: 0, run: runId },
      resources: { slot: { type: 'memory/slot', version: 'v1', resolved: { slot: 'one', node: 'a' } } },
    });
  });

  test('has what will be activated before the first write', async () => {
    const { world, a } = await openBench();
    let seen: unknown;
    world.next('take one', async () => {
      seen = await a.record();
      throw new Error('killed here');
    });
    await a.activate();
    expect(seen).toMatchObject({ completed: null, resources: { slot: { version: null } } });
  });

  test('is not touched by a dry run, which takes no lock and keeps no journal', async () => {
    const { world, a } = await openBench();
    const report = await a.activate({ dryRun: true });
    expect(report).toMatchObject({ dryRun: true, exitCode: 0, resources: [{ writes: [{ outcome: 'planned' }] }] });
    expect(await readdir(a.state)).toEqual([]);
    expect(world.count('take one')).toBe(0);
  });
});

describe('a state directory that cannot be used', () => {
  const warned = [{ code: 'STATE_UNAVAILABLE', message: expect.stringContaining('no lock, journal or state record') }];

  test('does not stop a run, which warns once', async () => {
    const { world, a } = await openBench();
    const state = join(a.state, 'file');
    await writeFile(state, '');
    expect(await a.activate({ stateDirectory: join(state, 'in-it') })).toMatchObject({ exitCode: 0, warnings: warned });
    expect(world.slots.get('one')?.holder).toBe('a');
  });

  test('since anybody may write to it is refused; a deactivation does without it', async () => {
    const { world, a } = await openBench();
    await chmod(a.state, 0o777);
    const refused = { exitCode: 2, error: { code: 'STATE_UNSAFE', hint: expect.stringContaining('chmod') } };
    expect(await a.activate()).toMatchObject(refused);
    expect(await a.monitor()).toMatchObject(refused);
    expect(await a.status()).toMatchObject(refused);
    expect(world.count('take one')).toBe(0);
    world.give('one', 'a');
    expect(await a.deactivate()).toMatchObject({ exitCode: 0, warnings: [{ code: 'STATE_UNAVAILABLE' }] });
    expect(world.slots.size).toBe(0);
  });

  test('is made private where it is not there yet', async () => {
    const { a } = await openBench();
    const state = join(a.state, 'new', 'deep');
    await a.activate({ stateDirectory: state });
    expect(await readdir(state)).toContain('journal.jsonl');
    expect((await stat(state)).mode & 0o077).toBe(0);
  });
});
