import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentOf, newCluster } from './cluster.ts';

it('shows who held the resource before, and what a deactivate left behind', async () => {
  const { a, b, simulator } = await newCluster();
  await b.run('activate', 'web');
  await a.run('activate', 'web');
  simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
  await a.run('deactivate', 'web');
  const { stdout } = await a.run('history', 'web');
  expect(stdout).toMatch(
    / {2}~ public-address {2}203\.0\.113\.50: i-0123456789abcdefb \(no node\) -> web-1; associate /,
  );
  expect(stdout).toMatch(/ {2}deactivate web: denied, exit 0, .* s\n/);
  expect(stdout).toMatch(
    / {2}! public-address {2}203\.0\.113\.50: web-1 kept it, 1 attempt failed; ec2:DisassociateAddress \d+ ms, request /,
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
  expect((await a.run('history')).stdout).toMatch(/ {2}activate web: unfinished, it still runs \(process \d+\)\n/);
  running.kill('SIGKILL');
  await running.ended;
  expect((await a.run('history')).stdout).toMatch(/ {2}activate web: unfinished, it died before its end\n/);
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

it('tells why each run ended as it did, in the words and with the time of the run itself, and the request ids of its writes', async () => {
  const { a, simulator } = await newCluster();
  const done = documentOf(await a.run('activate', 'web', '--json'));
  simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
  const left = documentOf(await a.run('deactivate', 'web', '--json'));
  simulator.faults.clear();
  simulator.faults.add({ kind: 'error', service: 'imds', status: 403 });
  const early = documentOf(await a.run('activate', 'web', '--timeout', '2s', '--json'));
  simulator.faults.clear();
  const { runs } = JSON.parse((await a.run('history', '--json')).stdout);
  const { stdout } = await a.run('history');
  expect(runs).toHaveLength(3);
  for (const [index, { runId, elapsedMs, error, exitCode, outcome }] of [done, left, early].entries()) {
    expect(runs[index]).toMatchObject({ runId, elapsedMs, error, exitCode, outcome });
    expect(stdout).toMatch(
      new RegExp(`  ${runId}  \\w+ web: ${outcome}, exit ${exitCode}, ${(elapsedMs / 1000).toFixed(2)} s\n`),
    );
    if (error)
      expect(stdout).toContain(
        `  ${runId}  ${error.code}${error.resource ? ` ${error.resource}` : ''}: ${error.message}; ${error.hint}\n`,
      );
  }
  expect(early.error?.message).toMatch(/the instance metadata service refuses /);
  for (const document of [done, left]) {
    const [{ requestId, elapsedMs } = { requestId: null, elapsedMs: 0 }] = document.resources[0]?.writes ?? [];
    expect(stdout).toContain(`ociateAddress ${elapsedMs} ms, request ${requestId}\n`);
  }
});

it('reads the journal of an earlier version, which does not say why', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  await a.run('activate', 'web');
  const path = join(a.state, 'journal.jsonl');
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ kind: 'end', error: { code: 'AWS_DENIED' } });
  const old = lines.map(({ error, elapsedMs, ...rest }) =>
    rest.kind === 'end' ? rest : { ...rest, error, elapsedMs },
  );
  await writeFile(path, old.map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect((await a.run('history')).stdout).toMatch(/ {2}activate web: denied, exit 22\n.* {2}! public-address {2}/);
  const { runs } = JSON.parse((await a.run('history', '--json')).stdout);
  expect(runs).toMatchObject([{ outcome: 'denied', exitCode: 22, error: null, elapsedMs: null }]);
});

it('shows the last 20 runs, as many as are asked for, or all', async () => {
  const { a } = await newCluster();
  await a.run('activate', 'web');
  const path = join(a.state, 'journal.jsonl');
  const one = await readFile(path, 'utf8');
  const [id = ''] = /01[0-9A-Z]{24}/.exec(one) ?? [];
  const runs = Array.from({ length: 25 }, (_, n) => one.replaceAll(id, id.slice(0, -2) + String(n).padStart(2, '0')));
  await writeFile(path, runs.join(''));
  const shown = async (...args: string[]) => {
    const { runs: found } = JSON.parse((await a.run('history', ...args, '--json')).stdout);
    const { stdout } = await a.run('history', ...args);
    expect(stdout.match(/ {2}activate web: done, /g)).toHaveLength(found.length);
    return found.map(({ runId }: { runId: string }) => Number(runId.slice(-2)));
  };
  expect(await shown()).toEqual(Array.from({ length: 20 }, (_, n) => n + 5));
  expect(await shown('web', '--limit', '2')).toEqual([23, 24]);
  expect(await shown('--all')).toHaveLength(25);
});
