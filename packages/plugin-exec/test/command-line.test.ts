import { expect, test } from 'vitest';
import { commandLine } from '../src/command-line.ts';

test.each([
  ['linux', ['true', 'x'], { program: 'true', args: ['x'] }],
  ['linux', ['./a.sh'], { program: '/etc/kirikae/a.sh', args: [] }],
  ['linux', ['bin/a'], { program: '/etc/kirikae/bin/a', args: [] }],
  ['linux', ['/bin/a', './b'], { program: '/bin/a', args: ['./b'] }],
  ['linux', ['a.ps1'], { program: 'a.ps1', args: [] }],
] as const)('on %s %j', (platform, list, wanted) => {
  expect(commandLine(list, '/etc/kirikae', platform)).toEqual(wanted);
});

const POWERSHELL = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];

test.each([
  [['a.cmd', 'x y'], { program: 'a.cmd', args: ['x y'] }],
  [['.\\a.bat'], { program: 'C:\\kirikae\\a.bat', args: [] }],
  [['sub/a.exe'], { program: 'C:\\kirikae\\sub\\a.exe', args: [] }],
  [['D:\\x\\a.exe'], { program: 'D:\\x\\a.exe', args: [] }],
  [
    ['.\\take.ps1', '-Zone', 'a b'],
    { program: 'powershell.exe', args: [...POWERSHELL, 'C:\\kirikae\\take.ps1', '-Zone', 'a b'] },
  ],
])('on Windows %j', (list, wanted) => {
  expect(commandLine(list, 'C:\\kirikae', 'win32')).toEqual(wanted);
});
