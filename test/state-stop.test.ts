import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, EIP, fileOf, newCluster, plus } from './cluster.ts';

/** What a deactivate here waits at most: time to come into the line, and none to get the lock. */
const IN_VAIN = ['--timeout', '4s'] as const;

/** Whoever is stuck stays so for as long as a test takes. */
const PATIENT = `${fileOf(plus(EIP, 'requestTimeout: 10m'))}    timeout: 10m\n`;

/** An activate that is stuck in its write until it is let go, after one that has ended well. */
async function newStuck() {
  const cluster = await newCluster(PATIENT);
  const { a, b, hold } = cluster;
  await a.run('activate', 'web');
  await b.run('activate', 'web');
  const { sent, letGo } = hold('AssociateAddress');
  const stuck = a.start('activate', 'web');
  await sent;
  return { ...cluster, stuck, letGo };
}

describe('a deactivate that never got the lock', () => {
  it('counts as the last command: monitor answers 7 while the other run goes on, and after it was killed', async () => {
    const { a, stuck } = await newStuck();
    const ended = await a.run('deactivate', 'web', ...IN_VAIN, '--json');
    expect(documentOf(ended)).toMatchObject({ exitCode: 0, tolerated: true, error: { code: 'LOCK_BUSY' } });
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
    stuck.kill('SIGKILL');
    await stuck.ended;
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  });

  it('is not replaced by the run that it overtook, whatever that one still wrote', async () => {
    const { a, stuck, holder, letGo } = await newStuck();
    await a.run('deactivate', 'web', ...IN_VAIN);
    letGo();
    await stuck.ended;
    expect(holder()).toBe('web-1');
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
    expect((await readdir(a.state)).sort()).toEqual([
      'journal.jsonl',
      'web.lock',
      'web.state.json',
      'web.stopped.json',
    ]);
  });

  it('is followed by an activate, which counts again, and by a deactivate, which lets go of all', async () => {
    const { a, stuck, holder, letGo } = await newStuck();
    await a.run('deactivate', 'web', ...IN_VAIN);
    letGo();
    await stuck.ended;
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
    expect((await readdir(a.state)).sort()).toEqual(['journal.jsonl', 'web.lock', 'web.state.json']);
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(holder()).toBeNull();
  });
});

describe('a run after one that was killed', () => {
  it('says once that it continues it, with what that one may have written', async () => {
    const { a, stuck, letGo } = await newStuck();
    stuck.kill('SIGKILL');
    await stuck.ended;
    letGo();
    await writeFile(join(a.state, 'web.state.json.01DEADRUN'), 'half a rec');
    const ended = await a.run('activate', 'web', '--json');
    const warnings = documentOf(ended).warnings.filter(({ code }) => code === 'RUN_UNFINISHED');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(
      /^activate run \w{26}, begun \S+Z, did not finish: it may have written public-address: associate \S+ with /,
    );
    expect(ended.stderr).toMatch(/^kirikae: warning: RUN_UNFINISHED activate run \w+, begun /m);
    expect(await readdir(a.state)).not.toContain('web.state.json.01DEADRUN');
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  });

  it('says so in a deactivate as well, also if others waited for it in vain, and nothing of a run that still runs', async () => {
    const { a, stuck } = await newStuck();
    expect((await a.run('activate', 'web', ...IN_VAIN)).stderr).not.toContain('RUN_UNFINISHED');
    stuck.kill('SIGKILL');
    await stuck.ended;
    const ended = await a.run('deactivate', 'web');
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^kirikae: warning: RUN_UNFINISHED /) });
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  });
});
