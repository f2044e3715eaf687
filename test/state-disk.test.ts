import { spawnSync } from 'node:child_process';
import { chown, mkdir, readdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY, type Ended, start } from './binary.ts';
import { type ClusterNode, documentOf, newCluster } from './cluster.ts';
import { hang, holdBack } from './hung-file.ts';

/** The end of an activation where the disk is what the test made of it: done, though a disk that hangs does so for ever. */
async function expectDone(running: Promise<Ended>): Promise<Ended> {
  const ended = await running;
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(documentOf(ended).error).toBeNull();
  return ended;
}

const activate = ['activate', 'web', '--json', '--timeout', '20s'] as const;
const codes = (ended: Ended) => documentOf(ended).warnings.map(({ code }) => code);

describe('a state disk that hangs', () => {
  it.each([
    ['the journal', ['journal.jsonl']],
    ['the state record', ['web.state.json']],
    ['the note of a stop', ['web.stopped.json']],
    ['all files', ['journal.jsonl', 'web.state.json', 'web.stopped.json', 'web.unknown']],
  ])('with %s does not stop a run from ending in time', async (_, names) => {
    const { a, holder } = await newCluster();
    await mkdir(a.state, { mode: 0o700 });
    for (const name of names) await hang(join(a.state, name));
    const ended = await expectDone(a.run(...activate));
    expect(codes(ended)).toEqual(['STATE_UNAVAILABLE']);
    expect(holder()).toBe('web-1');
    expect((await a.run('monitor', 'web')).code).toBe(0);
    expect((await a.run('deactivate', 'web', '--timeout', '20s')).code).toBe(0);
    expect(holder()).toBeNull();
  });

  it.runIf(process.platform === 'linux')('behind regular files does not either', async () => {
    const { a, holder } = await newCluster();
    await a.run('activate', 'web');
    for (const name of ['journal.jsonl', 'web.state.json']) await holdBack(join(a.state, name));
    const ended = await a.run('deactivate', 'web', '--json', '--timeout', '20s');
    expect(documentOf(ended)).toMatchObject({ exitCode: 0, warnings: [{ code: 'STATE_UNAVAILABLE' }] });
    expect(holder()).toBeNull();
  });
});

describe('a disk that is full', () => {
  it('for the journal leaves the run its lock and its state record', async () => {
    const { a } = await newCluster();
    await mkdir(a.state, { mode: 0o700 });
    await symlink('/dev/full', join(a.state, 'journal.jsonl'));
    const ended = await expectDone(a.run(...activate));
    expect(documentOf(ended).warnings).toEqual([
      { code: 'STATE_UNAVAILABLE', message: expect.stringMatching(/^the journal in \S+ cannot be used \(ENOSPC\)/) },
    ]);
    expect(JSON.parse(await readFile(join(a.state, 'web.state.json'), 'utf8'))).toMatchObject({
      completed: { command: 'activate', exitCode: 0 },
    });
    expect(await readdir(join(a.state, 'web.lock'))).toEqual([]);
  });

  /** A file system of a few pages, in a mount namespace of its own. */
  const inSmallDisk = (state: string, options: string, script: string) => [
    '-rm',
    'sh',
    '-c',
    `mount -t tmpfs -o mode=0700,${options} none "$1" && shift && ${script}`,
    'sh',
    state,
  ];
  const canMount = spawnSync('unshare', inSmallDisk('/mnt', 'size=64k', 'true')).status === 0;

  it.runIf(canMount)('in the middle of a line loses no line that was written whole', async () => {
    const { a } = await newCluster();
    await mkdir(a.state, { mode: 0o700 });
    // eight pages: the first run finds room for half a line, the second one, with room again, for all of its own
    const script = `J="$KIRIKAE_STATE_DIR/journal.jsonl"; head -c 20380 /dev/zero | tr '\\0' x > "$J"; echo >> "$J"
      head -c 12288 /dev/zero > "$KIRIKAE_STATE_DIR/room"; "$@" > /dev/null 2>&1; rm "$KIRIKAE_STATE_DIR/room"; "$@"; RC=$?; cat "$J" >&2; exit $RC`;
    const ended = await start([...inSmallDisk(a.state, 'size=32k', script), BINARY, ...activate], {
      env: a.env,
      program: 'unshare',
    }).ended;
    expect(codes(ended)).toEqual([]);
    const [half, ...whole] = ended.stderr.split('\n').slice(1).filter(Boolean);
    expect(half).toMatch(/^\{"at":"[^}]+$/);
    const entries = whole.map((line) => JSON.parse(line));
    expect(entries.map(({ kind }) => kind).slice(-2)).toEqual(['begin', 'end']);
    expect(new Set(entries.map(({ run }) => run))).toEqual(new Set([documentOf(ended).runId]));
  });

  it.runIf(canMount)('or read-only is done without, with one warning for each part', async () => {
    const { a, holder } = await newCluster();
    await mkdir(a.state, { mode: 0o700 });
    const ended = await expectDone(
      start([...inSmallDisk(a.state, 'ro', '"$@"'), BINARY, ...activate], { env: a.env, program: 'unshare' }).ended,
    );
    expect(codes(ended)).toEqual(['STATE_UNAVAILABLE', 'STATE_UNAVAILABLE', 'STATE_UNAVAILABLE']);
    expect(
      documentOf(ended)
        .warnings.map(({ message }) => message)
        .join(),
    ).toMatch(/journal.*lock.*state record/);
    expect(ended.stderr).toContain('EROFS');
    expect(holder()).toBe('web-1');
  });
});

describe('rubbish on the state disk', () => {
  it('in the place of a record is warned of, and replaced', async () => {
    const { a } = await newCluster();
    await mkdir(a.state, { mode: 0o700 });
    await writeFile(join(a.state, 'web.state.json'), Buffer.from([0, 255, 254, 10, 123]));
    expect(codes(await expectDone(a.run(...activate)))).toEqual(['STATE_BROKEN']);
    expect(codes(await expectDone(a.run(...activate)))).toEqual([]);
  });

  it('of another version of kirikae is neither read nor fatal', async () => {
    const { a } = await newCluster();
    await a.run('activate', 'web');
    const path = join(a.state, 'web.state.json');
    const record = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...record, schema: 2 }));
    const ended = await a.run('monitor', 'web', '--json');
    expect(documentOf(ended)).toMatchObject({ exitCode: 0, warnings: [{ code: 'STATE_BROKEN' }] });
    expect(codes(await expectDone(a.run(...activate)))).toEqual(['STATE_BROKEN']);
  });

  it('in the journal is passed over', async () => {
    const { a } = await newCluster();
    await mkdir(a.state, { mode: 0o700 });
    const rubbish = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256));
    const almost = '{"at":"now","run":"R","kind":"begin"}\n{"at":1,"run":"__proto__","kind":"end"}\n[]\nnull\n';
    await writeFile(join(a.state, 'journal.jsonl'), Buffer.concat([rubbish, Buffer.from(`\n${almost}`), rubbish]));
    await expectDone(a.run(...activate));
    const { runs } = JSON.parse((await a.run('history', '--json')).stdout);
    expect(runs).toMatchObject([{ command: 'activate', outcome: 'done', writes: [{ outcome: 'done' }] }]);
  });

  it('of 500 MB is put aside by the next run, and does not stop history', async () => {
    const { a } = await newCluster();
    await a.run('activate', 'web');
    const path = join(a.state, 'journal.jsonl');
    await truncate(path, 500_000_000);
    const before = await a.run('history', '--json');
    expect(before.code).toBe(0);
    await expectDone(a.run(...activate));
    expect((await stat(path)).size).toBeLessThan(10_000);
    const { runs } = JSON.parse((await a.run('history', '--json')).stdout);
    expect(runs).toHaveLength(1);
  });
});

describe('what belongs to another user', () => {
  const isRoot = process.geteuid?.() === 0;
  const namespaces = isRoot || spawnSync('unshare', ['-r', 'true']).status === 0;
  /** Runs where `giveAway` has made a difference. */
  const runThere = (a: ClusterNode, ...args: string[]) =>
    isRoot ? a.run(...args) : start(['-r', BINARY, ...args], { env: a.env, program: 'unshare' }).ended;

  /**
   * Makes somebody else the owner of an entry, and gives his name and the way back. An ordinary user can give nothing away, but in a user
   * namespace of his own he does not know who the owner is of what is not his.
   */
  async function giveAway(a: ClusterNode, name: string): Promise<[string, () => Promise<void>]> {
    const path = join(a.state, name);
    if (isRoot) {
      await chown(path, 64_321, 64_321);
      return ['user 64321', () => chown(path, 0, 0)];
    }
    const aside = join(a.state, '..', name);
    await rename(path, aside);
    await symlink((await stat(aside)).isDirectory() ? '/usr' : '/usr/bin/env', path);
    return ['user 65534', () => rm(path).then(() => rename(aside, path))];
  }

  it.runIf(namespaces).each(['journal.jsonl', 'web.state.json', 'web.lock'])(
    'in the state directory is not trusted: %s',
    async (name) => {
      const { a, holder } = await newCluster();
      await a.run('activate', 'web');
      const [who, takeBack] = await giveAway(a, name);
      const refused = await runThere(a, 'activate', 'web');
      expect(refused.code).toBe(2);
      expect(refused.lastLine).toMatch(
        new RegExp(
          `^kirikae: STATE_UNSAFE web: .*${who} may write to ${a.state}/${name}; .*chown root ${a.state}/${name} \\[exit 2`,
        ),
      );
      expect(await runThere(a, 'deactivate', 'web')).toMatchObject({ code: 0 });
      expect(holder()).toBeNull();
      await takeBack();
      expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('and everything that is made there is private', async () => {
    const { a } = await newCluster();
    await a.run('activate', 'web');
    expect((await stat(a.state)).mode & 0o777).toBe(0o700);
    for (const entry of await readdir(a.state, { withFileTypes: true }))
      expect([entry.name, (await stat(join(a.state, entry.name))).mode & 0o777]).toEqual([
        entry.name,
        entry.isDirectory() ? 0o700 : 0o600,
      ]);
  });
});
