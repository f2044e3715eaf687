import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BINARY, ROOT } from '../binary.ts';

/** What a terminal is like, and which of a program's descriptors it is. */
interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  readonly fds?: '1' | '2' | '12' | '012';
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed when something has been asked. */
  readonly answer?: string;
}

/** How it ended: what stands on the terminal then, or came out where there was none; and what was written to the terminal, line ends as in a pipe. */
interface Shown {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly written: string;
}

/** A run on a terminal that goes on. */
interface Running {
  readonly ended: Promise<Shown>;
  /** Makes the terminal half as wide. */
  narrow(): void;
  /** Resolves when this has come out. */
  until(said: RegExp): Promise<void>;
}

/** Starts the binary on a terminal of its own. */
export function startOnTerminal(
  env: Readonly<Record<string, string>>,
  { columns = 80, rows = 24, fds = '1', env: more = {}, answer }: Terminal,
  ...args: readonly string[]
): Running {
  const program = ['perl', `${ROOT}test/terminal/pty.pl`, String(columns), String(rows), fds, BINARY, ...args];
  const all = { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', ...env, ...more };
  const child = spawn('/usr/bin/env', program, { env: all, cwd: '/', stdio: 'pipe' });
  const told = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      told[name] += text;
      if (answer !== undefined && /\[y\/N\] $/.test(told[name])) child.stdin.write(`${answer}\n`);
      for (const look of waiting) look();
    });
  const ended = once(child, 'close').then(([code]) => {
    const written = told[fds.includes('1') ? 'stdout' : 'stderr'].replaceAll('\r\n', '\n');
    return { code, stdout: standing(told.stdout), stderr: standing(told.stderr), written };
  });
  const until = (said: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!said.test(told.stdout + told.stderr)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { ended, narrow: () => void child.kill('SIGUSR1'), until };
}

/** What stands there after all that was written: what is drawn over is gone. */
const standing = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\r').reduce((under, over) => over + under.slice(over.length)))
    .map((line) => line.trimEnd())
    .join('\n');

/** Runs the binary on a terminal of its own to its end. */
export const onTerminal = (...given: Parameters<typeof startOnTerminal>): Promise<Shown> =>
  startOnTerminal(...given).ended;
