import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { markOf } from '../src/machine/boot.ts';
import { openStateDirectory } from '../src/state/directory.ts';
import { openJournal } from '../src/state/journal.ts';
import { type Node, openBench, outcomes } from './bench.ts';

const own = (name: string) => ({ type: 'memory/own', name, slot: name });
const begin = { kind: 'begin', command: 'activate', group: 'web', node: 'a', strategy: null, reason: null } as const;

/** A program that a run of `node` started for a resource before it died. */
async function leaveBehind(node: Node, resource: string): Promise<void> {
  const child = spawn('sleep', ['300'], { detached: true });
  await once(child, 'spawn');
  const mark = await markOf(child.pid as number);
  const kill = process.kill.bind(process);
  ended.push(() => kill(mark.pid, 'SIGKILL'));
  const journal = openJournal(
    openStateDirectory(node.state, () => {}),
    'R0',
  );
  await journal({ ...begin, pid: 1 });
  await journal({ kind: 'process', write: 1, resource, ...mark });
}

const ended: (() => void)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const end of ended.splice(0)) end();
});

describe('a program of a dead run that not even a kill ends', () => {
  test('keeps its own resource from being released, and no other', async () => {
    const { world, a } = await openBench({ resources: [own('one'), own('two')] });
    await a.activate();
    await leaveBehind(a, 'one');
    const kill = process.kill.bind(process);
    const signals: unknown[] = [];
    vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      if (signal === 0) return kill(pid, 0);
      signals.push(signal); // as the kernel does with what hangs in it: noted, and nothing happens
      return true;
    });
    const report = await a.deactivate({ timeout: 6_000 });
    expect(report).toMatchObject({ exitCode: 20, error: { code: 'PROGRAM_STUCK', resource: 'one' } });
    expect(outcomes(report)).toBe('two done, one unreachable');
    expect(signals).toEqual(['SIGTERM', 'SIGTERM', 'SIGKILL', 'SIGKILL']);
    expect([world.slots.get('one')?.holder, world.slots.get('two')?.holder]).toEqual(['a', undefined]);
    expect(Object.keys((await a.record()).resources)).toEqual(['one']);
  });
});
