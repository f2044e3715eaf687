import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { bootId } from '@kirikae/engine';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callerFrom, callerGone } from '../src/manager/caller.ts';
import { CALLED_BY } from '../src/script/posix.ts';

/** What a script hands over that a process calls which was called itself: `sh` by a "manager", in a session of its own. */
async function handedOver() {
  const script = `${CALLED_BY}\necho "$KIRIKAE_CALLER"; exec sleep 60`;
  const wrapper = 'sh -c "$0"; exit 0';
  const manager = spawn('sh', ['-c', 'sh -c "$0" "$1"; exit 0', wrapper, script], { detached: true });
  onTestFinished(() => void process.kill(-(manager.pid ?? 0), 'SIGKILL'));
  const [text] = await once(manager.stdout, 'data');
  return { manager, text: String(text).trim() };
}

/** This boot, and a process with its start. */
async function markText(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return `${await bootId()} ${pid}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

describe('who called', () => {
  it('is each process from the parent up to the one that leads the session, with its start', async () => {
    const { manager, text } = await handedOver();
    const caller = (await callerFrom(text)) ?? [];
    expect(caller.length).toBeGreaterThan(1);
    expect(caller.at(-1)?.pid).toBe(manager.pid);
    expect(caller.map(({ boot }) => boot)).toEqual(caller.map(() => text.split(' ')[0]));
    for (const { start } of caller) expect(start).toMatch(/^\d+$/);
    expect(await callerGone(caller)).toBeUndefined();
  });

  it('is gone when the manager was killed, though what it called lives on', async () => {
    const { manager, text } = await handedOver();
    const caller = (await callerFrom(text)) ?? [];
    manager.kill('SIGKILL');
    await once(manager, 'exit');
    expect(await callerGone(caller.slice(0, -1))).toBeUndefined();
    expect(await callerGone(caller)).toMatchObject({ code: 'MANAGER_GONE', kind: 'unreachable' });
  });

  it('is the manager alone, where it has its own name: what called for it may end', async () => {
    const own = await markText(process.pid);
    expect(await callerGone((await callerFrom(`${own}:patroni 4194999:1:sh`, 'patroni')) ?? [])).toBeUndefined();
    expect(await callerGone((await callerFrom(`${own}:sh 4194999:1:patroni`, 'patroni')) ?? [])).toBeDefined();
    expect(await callerGone((await callerFrom(`${own}:sh 4194999:1:bash`, 'patroni')) ?? [])).toBeDefined();
  });

  it('is gone when its number is used again, by another start', async () => {
    const caller = await callerFrom(`${await bootId()} ${process.pid}:1:node`);
    expect(await callerGone(caller ?? [])).toMatchObject({ code: 'MANAGER_GONE' });
  });

  it('is told by its number alone where there is no /proc', async () => {
    expect(await callerGone((await callerFrom(` ${process.pid}::`)) ?? [])).toBeUndefined();
    expect(await callerGone((await callerFrom(' 4194999::')) ?? [])).toMatchObject({ code: 'MANAGER_GONE' });
  });

  it.each(['', 'x', '4711', 'boot 4711', 'boot 4711:12 x:1', 'boot 4711:12'])('is not read from %j', async (text) => {
    expect(await callerFrom(text)).toBeUndefined();
  });
});
