import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentOf, EIP, fileOf, newCluster, RECORD } from './cluster.ts';

it('converges after a kill -9 in the middle of the write, and history shows the run as unfinished', async () => {
  const { a, holder, hold } = await newCluster();
  const { sent, letGo } = hold('AssociateAddress');
  const killed = a.start('activate', 'web');
  await sent;
  killed.kill('SIGKILL');
  expect(await killed.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  letGo();

  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
  const [text, json] = await Promise.all([a.run('history', 'web'), a.run('history', 'web', '--json')]);
  expect(text.stdout).toMatch(
    /activate web: unfinished, it died before its end\n.*\? public-address .*: nobody -> \?, not known whether/,
  );
  const { runs } = JSON.parse(json.stdout);
  expect(runs).toMatchObject([
    { endedAt: null, outcome: 'unfinished', writes: [{ outcome: 'unknown' }] },
    { outcome: 'done' },
  ]);
});

it('leaves nothing behind that keeps the other node from taking over at once', async () => {
  const { a, b, simulator, holder, hold } = await newCluster();
  await a.run('activate', 'web');
  await b.run('activate', 'web');
  const { sent, letGo } = hold('DisassociateAddress');
  const killed = b.start('deactivate', 'web');
  await sent;
  killed.kill('SIGKILL');
  await killed.ended;
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  letGo();
  await simulator.idle();
  expect(holder()).toBe('web-1');
});

it('cannot release with a late write of a dead run what the other node has taken since', async () => {
  const { a, b, simulator, holder, hold, calls } = await newCluster();
  await a.run('activate', 'web');
  const { sent, letGo } = hold('DisassociateAddress');
  const killed = a.start('deactivate', 'web');
  const late = await sent;
  killed.kill('SIGKILL');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  letGo();
  await simulator.idle();
  expect(late.status).toBe(400);
  expect(calls(a).at(-1)).toMatchObject({ action: 'DisassociateAddress', error: 'InvalidAssociationID.NotFound' });
  expect(holder()).toBe('web-2');
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'finishes the write on its way on %s, tells what is done and what is not, and ends in 20',
  async (signal) => {
    const { a, holder, record, hold, writes } = await newCluster(fileOf(EIP, RECORD));
    const { sent, letGo } = hold('AssociateAddress');
    const running = a.start('activate', 'web');
    await sent;
    await running.notify(signal);
    letGo();
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 20, signal: null });
    expect(ended.lastLine).toMatch(
      new RegExp(
        `^kirikae: INTERRUPTED web/public-address: interrupted by ${signal} \\(done: associate eipalloc-\\S+ with \\S+; not done: www\\); run it again, that is safe \\[exit 20, run \\w+\\]$`,
      ),
    );
    expect(ended.stdout).toMatch(/\. www +www\.example\.com A +not tried/);
    expect(holder()).toBe('web-1');
    expect(record('www.example.com')).toBeUndefined();
    expect(writes()).toHaveLength(1);
    const { runs } = JSON.parse((await a.run('history', '--json')).stdout);
    expect(runs).toMatchObject([{ outcome: 'unreachable', writes: [{ outcome: 'done' }] }]);
  },
);

it('writes nothing if the signal comes while it looks', async () => {
  const { a, writes, hold } = await newCluster();
  const { sent, letGo } = hold('DescribeAddresses');
  const running = a.start('activate', 'web', '--json');
  await sent;
  running.kill('SIGTERM');
  const ended = await running.ended; // though the look still has no answer
  letGo();
  expect(ended.code).toBe(20);
  expect(documentOf(ended)).toMatchObject({ exitCode: 20, error: { code: 'INTERRUPTED' } });
  expect(ended.lastLine).toContain('(not done: public-address)');
  expect(writes()).toHaveLength(0);
});

it('has the intent of every write on the disk before the call is sent', async () => {
  const { a, simulator } = await newCluster();
  let seen = '';
  simulator.onCall(async (call) => {
    if (call.write) seen = await readFile(join(a.state, 'journal.jsonl'), 'utf8');
  });
  await a.run('activate', 'web');
  const kinds = seen
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).kind);
  expect(kinds).toEqual(['begin', 'intent']);
});
