import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newCluster } from './cluster.ts';

it('shows who held the resource before, and what a deactivate left behind', async () => {
  const { a, b, simulator } = await newCluster();
  await b.run('activate', 'web');
  await a.run('activate', 'web');
  simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
  await a.run('deactivate', 'web');
  const { stdout } = await a.run('history', 'web');
  expect(stdout).toMatch(/associate .*: done, before: i-0123456789abcdefb\n/);
  expect(stdout).toMatch(
    /deactivate web on web-1: .*\n(.*\n)?.*release eipalloc-.*: failed \(AWS_DENIED\).*\n {4}left behind: public-address\n/,
  );
  const { runs } = JSON.parse((await a.run('history', 'web', '--json')).stdout);
  expect(runs).toMatchObject([
    { command: 'activate', process: null, left: [], writes: [{ holder: 'i-0123456789abcdefb' }] },
    { command: 'deactivate', outcome: 'denied', exitCode: 0, left: ['public-address'] },
  ]);
});

it('tells a run that still runs from one that died', async () => {
  const { a, hold } = await newCluster();
  const { sent } = hold('AssociateAddress');
  const running = a.start('activate', 'web');
  await sent;
  expect((await a.run('history')).stdout).toMatch(/activate web on web-1: unfinished: it still runs, run/);
  running.kill('SIGKILL');
  await running.ended;
  expect((await a.run('history')).stdout).toMatch(/activate web on web-1: unfinished: it died before its end, run/);
  const { runs } = JSON.parse((await a.run('history', '--json')).stdout);
  expect(runs).toMatchObject([{ endedAt: null, outcome: 'unfinished', process: 'died' }]);
});

it('is empty where nothing was done yet, and still one document', async () => {
  const { a } = await newCluster();
  expect(await a.run('history')).toMatchObject({ code: 0, stdout: 'No runs are recorded on this node.\n' });
  await a.run('activate', 'web');
  await rm(join(a.state, 'journal.jsonl'));
  expect(JSON.parse((await a.run('history', '--json')).stdout)).toMatchObject({ exitCode: 0, runs: [] });
});
