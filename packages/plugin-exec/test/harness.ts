import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Harness, openBench } from '@kirikae/testkit';
import { onTestFinished, vi } from 'vitest';
import { exec } from '../src/exec.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The programs of a slot in a file: `slot` says who has it, `trouble` what is wrong now, `calls` what was asked. */
const SLOT = `#!/bin/sh
cd "$FOLDER"
echo "$KIRIKAE_NODE $1" >> calls
case "$(cat trouble)" in silent) sleep 60 ;; unreachable) exit 5 ;; esac
HOLDER=$(cat slot)
case "$1" in
  activate) echo "$KIRIKAE_NODE" > slot ;;
  deactivate) [ "$HOLDER" != "$KIRIKAE_NODE" ] || : > slot ;;
  status) [ "$HOLDER" != "$KIRIKAE_NODE" ] || exit 0; [ -z "$HOLDER" ] || echo "holder=$HOLDER"; exit 7 ;;
esac
[ "$(cat trouble)" != "lost $1" ] || { : > trouble; kill -9 $$; }
`;

/** A new folder for programs and what they leave; gone when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kirikae-exec-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Writes an executable program and gives its path. */
export function program(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** Two nodes whose programs share a folder, as they would share a disk or a service. */
export function startWorld(config: Readonly<Record<string, unknown>> = {}): Harness & { readonly folder: string } {
  const folder = newFolder();
  const path = program(folder, 'slot.sh', SLOT);
  const set = (text: string) => {
    writeFileSync(join(folder, 'trouble'), text);
    return () => writeFileSync(join(folder, 'trouble'), '');
  };
  for (const name of ['slot', 'trouble', 'calls']) writeFileSync(join(folder, name), '');
  const commands = Object.fromEntries(['activate', 'deactivate', 'status'].map((event) => [event, [path, event]]));
  return {
    folder,
    a: { name: 'a', env: { PATH: '/usr/bin:/bin' } },
    b: { name: 'b', env: { PATH: '/usr/bin:/bin' } },
    config: { ...commands, env: { FOLDER: folder }, ...config },
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean).map(toCall),
    trouble: {
      silent: () => set('silent'),
      unreachable: () => set('unreachable'),
      throttled: () => set(''),
      denied: () => set(''),
      lost: (action) => set(action.replace('exec:', 'lost ')),
    },
  };
}

function toCall(line: string) {
  const [node = '', event = ''] = line.split(' ');
  return { node, action: `exec:${event}`, write: event !== 'status' };
}

/** The commands of two nodes, and what is where. */
export async function twoNodes(config?: Readonly<Record<string, unknown>>) {
  const world = startWorld(config);
  const bench = await openBench({ type: exec, harness: () => world });
  onTestFinished(() => bench.close());
  const slot = () => readFileSync(join(world.folder, 'slot'), 'utf8').trim();
  return { ...world, a: bench.a, b: bench.b, configPath: bench.configPath, slot };
}

/** A program's result, written where a test can read it. */
export const script = (text: string): string[] => [process.execPath, '-e', text];
