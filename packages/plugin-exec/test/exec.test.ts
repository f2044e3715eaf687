import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { newFolder, program, script, twoNodes } from './harness.ts';

/** A status that is never here, so that activate runs; then the write has to end it. */
const NEVER = script('process.exit(7)');

/** A file that is no program. */
const PLAIN = fileURLToPath(new URL('../package.json', import.meta.url));

const isAlive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
};

describe('the protocol', () => {
  test('each program is told group, resource, node, reason, strategy and its time', async () => {
    const file = join(newFolder(), 'told');
    const tell = script(`
      const told = Object.entries(process.env).filter(([name]) => name.startsWith('KIRIKAE_') || name === 'OWN' || name === 'PATH');
      require('fs').appendFileSync(${JSON.stringify(file)}, JSON.stringify({ ...Object.fromEntries(told), cwd: process.cwd() }) + '\\n');
      process.exit(0)`);
    const { a, configPath } = await twoNodes({
      status: tell,
      deactivate: tell,
      env: { OWN: { perNode: { a: 'of a', b: 'of b' } } },
    });
    await a.monitor();
    await a.deactivate({ reason: 'move' });
    const told = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const common = {
      KIRIKAE_GROUP: 'laws',
      KIRIKAE_RESOURCE: 'exec',
      KIRIKAE_NODE: 'a',
      KIRIKAE_STRATEGY: '',
      OWN: 'of a',
      PATH: '/usr/bin:/bin',
      cwd: dirname(configPath),
    };
    expect(told.map(({ KIRIKAE_TIMEOUT_MS: _, ...rest }) => rest)).toEqual([
      { ...common, KIRIKAE_REASON: '' },
      { ...common, KIRIKAE_REASON: 'move' },
      { ...common, KIRIKAE_REASON: 'move' },
    ]);
    for (const { KIRIKAE_TIMEOUT_MS: time } of told) expect(Number(time)).toBeGreaterThan(1_000);
  });

  test('7 with a first line holder=NAME is elsewhere, by name; without, it is nowhere', async () => {
    const { a, b } = await twoNodes();
    await a.activate();
    expect((await b.status()).resources[0]).toMatchObject({ state: 'elsewhere', holder: { id: 'a' } });
    await a.deactivate();
    expect((await b.status()).resources[0]).toMatchObject({ state: 'inactive', holder: null });
  });

  test.each([
    ['another code', script('console.error("no idea"); process.exit(3)'), /ended in exit code 3, saying: no idea/],
    ['a signal', script('process.kill(process.pid, "SIGKILL")'), /ended in signal SIGKILL/],
    [
      'a program that is not there',
      ['kirikae-no-such-program'],
      /there is no program kirikae-no-such-program \(not in PATH\)/,
    ],
    ['a path that is not there', ['./none.sh'], /there is no program \S+none\.sh \(no such file\)/],
    ['a file that is not executable', [PLAIN], /\S+plugin-exec\/package\.json cannot be started \(EACCES\)/],
  ])('%s of status is "cannot tell"', async (_, status, sentence) => {
    const { a } = await twoNodes({ status });
    const report = await a.status();
    expect(report).toMatchObject({ exitCode: 20, resources: [{ state: null }] });
    expect(report.error?.message).toMatch(sentence);
    expect(await a.activate({ timeout: 3_000 })).toMatchObject({ exitCode: 20, error: { code: 'EXEC_CANNOT_TELL' } });
  });

  test.each([
    [
      'another code',
      script('console.error("disk full"); process.exit(4)'),
      'EXEC_FAILED',
      /exit code 4, saying: disk full/,
    ],
    ['a program that is not there', ['kirikae-no-such-program'], 'EXEC_NOT_FOUND', /not in PATH/],
    ['a file that is not executable', [PLAIN], 'EXEC_NOT_STARTED', /EACCES/],
  ])('%s of activate ends in 1', async (_, activate, code, sentence) => {
    const { a } = await twoNodes({ activate });
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 1, error: { code, message: expect.stringMatching(sentence) } });
    expect(report.resources[0]).toMatchObject({ writes: [{ action: 'exec:activate', outcome: 'failed' }] });
  });

  test('a working directory that is not there is told as such', async () => {
    const { a } = await twoNodes({ workingDirectory: 'nowhere' });
    const { error } = await a.activate();
    expect(error?.message).toMatch(/there is no folder \S+nowhere to run \S+slot\.sh in/);
  });

  test('a relative path is taken from the working directory, a bare name from PATH', async () => {
    const folder = newFolder();
    program(folder, 'here.sh', '#!/bin/sh\nexit 0\n');
    expect((await (await twoNodes({ workingDirectory: folder, status: ['./here.sh'] })).a.monitor()).exitCode).toBe(0);
    expect((await (await twoNodes({ status: ['true'] })).a.monitor()).exitCode).toBe(0);
  });

  test('what activate did is true only when status says so', async () => {
    const { a } = await twoNodes({ activate: ['true'], status: NEVER });
    expect(await a.activate({ timeout: 2_500 })).toMatchObject({ exitCode: 1, error: { code: 'NOT_ATTAINED' } });
  });
});

describe('no shell', () => {
  test('arguments arrive as they are written', async () => {
    const file = join(newFolder(), 'given');
    const odd = ['a b', '"quoted"', "it's", '$HOME', '*', '`id`', 'new\nline', '', 'ü漢', '--', '%PATH%', 'a\\b'];
    const write = `require('fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.argv.slice(1)))`;
    const { a } = await twoNodes({ status: [process.execPath, '-e', write, ...odd] });
    await a.status();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(odd);
  });
});

describe('time', () => {
  /** Starts a child that starts a grandchild; both ignore SIGTERM, hold the output, and never end. */
  const tree = (file: string) =>
    script(`
      process.on('SIGTERM', () => {});
      const { pid } = require('child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      require('fs').writeFileSync(${JSON.stringify(file)}, [process.pid, pid].join(' '));
      setInterval(() => {}, 1000)`);

  test.each(['status', 'activate'])('%s that hangs is ended with all that it has started', async (event) => {
    const file = join(newFolder(), 'pids');
    const { a } = await twoNodes({ status: NEVER, [event]: tree(file) });
    const report = await a.activate({ timeout: 3_000 });
    expect(report).toMatchObject({ exitCode: 20 });
    expect(report.elapsedMs).toBeLessThan(3_000);
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  test('a program is asked to end before it is made to', async () => {
    const file = join(newFolder(), 'asked');
    const polite = script(
      `process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(file)}, ''); process.exit(1) }); setInterval(() => {}, 1000)`,
    );
    const { a } = await twoNodes({ activate: polite });
    await a.activate({ timeout: 3_000 });
    expect(existsSync(file)).toBe(true);
  });

  test('what a program leaves running on purpose keeps nobody waiting, and is left alone', async () => {
    const file = join(newFolder(), 'pid');
    const leave = script(`
      const child = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true });
      require('fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
      child.unref(); process.exit(0)`);
    const { a } = await twoNodes({ status: leave });
    const report = await a.status();
    expect(report.elapsedMs).toBeLessThan(5_000);
    const pid = Number(readFileSync(file, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});

describe('output', () => {
  test('goes to the log line by line, told by program and stream', async () => {
    const lines: string[] = [];
    const { a } = await twoNodes({
      status: script('console.log("one\\ntwo"); console.error("three"); process.stdout.write("four")'),
    });
    await a.status({ log: (text) => void lines.push(text) });
    const said = lines.map((line) => line.replace(process.execPath, 'node'));
    expect(said.sort()).toEqual(['node err: three', 'node out: four', 'node out: one', 'node out: two']);
  });

  test('without end is not kept, and the last lines are told in the error', async () => {
    const { a } = await twoNodes({
      status: script('for (let n = 0; n < 200000; n++) console.error("line " + n); process.exitCode = 9'),
    });
    expect((await a.status()).error?.message).toMatch(/exit code 9, saying: line 199995 .*line 199999$/);
  });
});

describe('the state record', () => {
  test('is enough to let go without the file', async () => {
    const { a, configPath, slot } = await twoNodes();
    await a.activate();
    expect(slot()).toBe('a');
    writeFileSync(configPath, 'version: 1\ngroups: [');
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(slot()).toBe('');
  });

  test('a release that fails is the exit code, since nobody else can let go', async () => {
    const { a } = await twoNodes({ deactivate: ['false'] });
    await a.activate();
    expect(await a.deactivate()).toMatchObject({ exitCode: 1, error: { code: 'EXEC_FAILED' } });
  });
});

describe('what the file says wrong', () => {
  test.each([
    [{ activate: [] }, 'activate: must name a program'],
    [{ activate: [''] }, 'activate: must name a program'],
    [{ deactivate: 'rm -rf' }, 'deactivate: must be a list: the program, then its arguments'],
    [{ status: ['a\0b'] }, 'status[0]: must not hold a NUL character'],
    [{ status: [1] }, 'status[0]'],
    [{ env: { 'A-B': 'x' } }, 'must be the name of a variable'],
    [{ env: { A: 1 } }, 'env.A'],
    [{ env: { KIRIKAE_NODE: 'x' } }, 'env.KIRIKAE_NODE: is a variable that kirikae sets itself'],
    [{ env: { A: { perNode: { b: 'x' } } } }, 'has no value for node a'],
    [{ workingDirectory: '' }, 'workingDirectory: must be a folder'],
    [{ onDeactivate: 'keep' }, 'onDeactivate: must be release, not keep: nobody else can let go of it'],
    [{ activat: ['x'] }, 'unknown key activat; did you mean activate?'],
  ])('%j ends in 2, and no program is run', async (config, sentence) => {
    const { a, calls } = await twoNodes(config);
    const { exitCode, error } = await a.activate();
    expect([exitCode, error?.message]).toEqual([2, expect.stringContaining(sentence)]);
    expect(calls()).toEqual([]);
  });
});
