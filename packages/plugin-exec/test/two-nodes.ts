import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Harness, openBench } from '@kirikae/testkit';
import { onTestFinished, vi } from 'vitest';
import { exec } from '../src/exec.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The programs of the world: a file that names the holder. Each notes its call; `trouble` makes them hang or fail. */
const PROGRAM = `
echo "$KIRIKAE_NODE exec:$1" >> calls
case "$(cat trouble)" in
  silent) sleep 600 ;;
  unreachable) echo "no way to the holder's file" >&2; exit 4 ;;
esac
holder=$(cat holder)
case "$1" in
  activate) echo "$KIRIKAE_NODE" > holder ;;
  deactivate) [ "$holder" != "$KIRIKAE_NODE" ] || : > holder ;;
  status)
    [ "$holder" != "$KIRIKAE_NODE" ] || exit 0
    [ -z "$holder" ] || echo "holder=$holder"
    exit 7 ;;
esac
[ "$(cat trouble)" != "lost $1" ] || { : > trouble; kill -9 $$; }
`;

/** A folder in which two nodes' programs work. */
export interface World extends Harness {
  readonly folder: string;
  /** Writes a file there, and gives its path. */
  put(name: string, content: string): string;
  /** Reads a file there; empty if there is none. */
  get(name: string): string;
}

/** Makes a world; `config` replaces fields of the resource. */
export function makeWorld(config: Readonly<Record<string, unknown>> = {}): World {
  const folder = mkdtempSync(join(tmpdir(), 'kirikae-exec-'));
  const path = (name: string) => join(folder, name);
  const put = (name: string, content: string) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const get = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');
  for (const name of ['holder', 'calls', 'trouble']) appendFileSync(path(name), '');
  put('program.sh', PROGRAM);
  const ill = (how: string) => () => {
    put('trouble', how);
    return () => void put('trouble', '');
  };
  const programs = ['activate', 'deactivate', 'status'].map((verb) => [verb, ['sh', 'program.sh', verb]]);
  const env = { PATH: process.env['PATH'], INHERITED: 'from kirikae', KIRIKAE_STRATEGY: 'from further up' };
  return {
    folder,
    put,
    get,
    a: { name: 'a', env },
    b: { name: 'b', env },
    config: { ...Object.fromEntries(programs), workingDirectory: folder, ...config },
    holders: () => [get('holder').trim()].filter((name) => name !== ''),
    calls: () =>
      get('calls')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' '))
        .map(([node = '', action = '']) => ({ node, action, write: action !== 'exec:status' })),
    trouble: {
      silent: ill('silent'),
      unreachable: ill('unreachable'),
      throttled: ill('unreachable'),
      denied: ill('unreachable'),
      lost: (action) => ill(action.replace('exec:', 'lost '))(),
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A world for one test, and the commands of its two nodes. */
export async function twoNodes(config?: Readonly<Record<string, unknown>>) {
  const world = makeWorld(config);
  const bench = await openBench({ type: exec, harness: () => world });
  onTestFinished(() => bench.close());
  return { ...world, ...bench };
}
