import { isAbsolute, resolve, win32 } from 'node:path';

/** A program and its arguments, as they are handed to the operating system. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/** How PowerShell runs a script without asking anybody. */
const POWERSHELL = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];

/**
 * What is started for an argument list. A bare name is looked up in PATH by the system, a path is taken from `folder`; on Windows a
 * `.ps1` runs in PowerShell. No shell is ever put in between (batch files, which are run by one, are quoted by cross-spawn).
 */
export function commandLine(list: readonly string[], folder: string, platform = process.platform): CommandLine {
  const [first = '', ...args] = list;
  const program = /[\\/]/.test(first) ? fromFolder(first, folder, platform) : first;
  if (platform !== 'win32' || !/\.ps1$/i.test(program)) return { program, args };
  return { program: 'powershell.exe', args: [...POWERSHELL, program, ...args] };
}

function fromFolder(path: string, folder: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return win32.isAbsolute(path) ? path : win32.resolve(folder, path);
  return isAbsolute(path) || !path.includes('/') ? path : resolve(folder, path);
}
