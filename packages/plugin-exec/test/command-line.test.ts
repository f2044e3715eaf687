import { describe, expect, test } from 'vitest';
import { filesOf, interpreterOf, mergeEnvironment, refusal, told } from '../src/command-line.ts';

const posix = { platform: 'linux', workingDirectory: '/srv/app', env: { PATH: '/usr/bin::bin:/bin' } } as const;
const windows = {
  platform: 'win32',
  workingDirectory: 'C:\\app',
  env: { Path: 'C:\\Windows\\System32;"C:\\Program Files\\Tool";', PATHEXT: '.EXE;.CMD' },
} as const;

describe('the files that a name may mean', () => {
  test.each([
    ['tool', ['/usr/bin/tool', '/srv/app/bin/tool', '/bin/tool']],
    ['./tool', ['/srv/app/tool']],
    ['bin/tool.sh', ['/srv/app/bin/tool.sh']],
    ['/opt/tool', ['/opt/tool']],
    ['back\\slash', ['/usr/bin/back\\slash', '/srv/app/bin/back\\slash', '/bin/back\\slash']],
  ])('%s elsewhere than on Windows', (program, files) => {
    expect(filesOf(program, posix)).toEqual(files);
  });

  test.each([
    ['.\\tool.ps1', ['C:\\app\\tool.ps1', 'C:\\app\\tool.ps1.EXE', 'C:\\app\\tool.ps1.CMD']],
    ['./bin/tool', ['C:\\app\\bin\\tool.EXE', 'C:\\app\\bin\\tool.CMD', 'C:\\app\\bin\\tool']],
    ['D:\\tool.exe', ['D:\\tool.exe', 'D:\\tool.exe.EXE', 'D:\\tool.exe.CMD']],
  ])('%s on Windows', (program, files) => {
    expect(filesOf(program, windows)).toEqual(files);
  });

  test('a bare name on Windows: in PATH, however that is spelled, and not in the working directory', () => {
    expect(filesOf('tool', windows)).toEqual([
      'C:\\Windows\\System32\\tool.EXE',
      'C:\\Windows\\System32\\tool.CMD',
      'C:\\Windows\\System32\\tool',
      'C:\\Program Files\\Tool\\tool.EXE',
      'C:\\Program Files\\Tool\\tool.CMD',
      'C:\\Program Files\\Tool\\tool',
    ]);
  });

  test('without any PATH: where the system keeps its programs', () => {
    expect(filesOf('sh', { ...posix, env: {} })).toContain('/bin/sh');
    expect(filesOf('cmd.exe', { ...windows, env: {} })).toContain('C:\\Windows\\System32\\cmd.exe');
  });
});

describe('a PowerShell script', () => {
  const options = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];

  test('is given to powershell.exe on Windows', () => {
    expect(interpreterOf('C:\\app\\take.PS1', 'win32')).toEqual(['powershell.exe', ...options]);
  });

  test('and nothing else is, there or elsewhere', () => {
    for (const file of ['C:\\app\\take.cmd', 'C:\\app\\take.exe', 'C:\\ps1\\take'])
      expect(interpreterOf(file, 'win32')).toEqual([]);
    expect(interpreterOf('/srv/take.ps1', 'linux')).toEqual([]);
  });
});

describe('a batch file', () => {
  test.each([
    ['take.bat', 'two\nthree', 'a line break'],
    ['take.CMD', 'two\rthree', 'a line break'],
    ['take', 'C:\\dir\\\\', 'two backslashes before a quote or at the end'],
    ['take.cmd', 'say \\\\"no"', 'two backslashes before a quote or at the end'],
  ])('%s is not given %j on Windows, and what to do is said', (file, arg, what) => {
    expect(refusal(file, ['one', arg], 'win32')).toEqual({
      obstacle: `${file} is run by cmd.exe, to which no argument with ${what} can be passed`,
      remedy: 'give that text by env:, or use a .ps1 or an .exe',
    });
    expect(refusal(file, ['one', arg], 'linux')).toBeUndefined();
    expect(refusal('take.exe', ['one', arg], 'win32')).toBeUndefined();
  });

  test.each([[['"a&b"']], [['a" & calc & "b']], [['a"b', 'c&d']], [['say "x > y"']], [['c"|d']], [['a"b', 'c"&d']]])(
    'is not given %j, of which a batch file would run a part',
    (args) => {
      expect(refusal('take.cmd', args, 'win32')?.obstacle).toContain('with a quote before one of & | < > ^');
      expect(refusal('take.exe', args, 'win32')).toBeUndefined();
      expect(refusal('take.cmd', args, 'linux')).toBeUndefined();
    },
  );

  test.each([[['"q"', 'a&b']], [['a^"b']], [['a|b>c<d', '^']]])('is given %j', (args) => {
    expect(refusal('take.cmd', args, 'win32')).toBeUndefined();
  });

  test('is given all else', () => {
    expect(
      refusal('take.cmd', ['a b', '"q"', 'C:\\dir\\', '\\\\server\\share', '%PATH%', '&'], 'win32'),
    ).toBeUndefined();
  });
});

describe('variables of the file', () => {
  test('replace those of the same name; on Windows in whatever case', () => {
    const base = { Path: 'C:\\Windows', HOME: 'x' };
    expect(mergeEnvironment(base, { PATH: 'D:\\' }, 'win32')).toEqual({ HOME: 'x', PATH: 'D:\\' });
    expect(mergeEnvironment(base, { PATH: 'D:\\' }, 'linux')).toEqual({ Path: 'C:\\Windows', HOME: 'x', PATH: 'D:\\' });
  });
});

test('an argument list is told in one line, with what is strange in quotes', () => {
  expect(told(['./take.sh', '--to', 'a b', '', 'line\nbreak', 'ä"'])).toBe(
    './take.sh --to "a b" "" "line\\nbreak" "ä\\""',
  );
  expect(told(['x'.repeat(300)])).toHaveLength(200);
});
