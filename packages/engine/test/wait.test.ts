import { unreachable } from '@kirikae/core';
import { startDeadline } from '@kirikae/core/machinery';
import { expect, test } from 'vitest';
import { createPaces } from '../src/move/pace.ts';
import { createWait } from '../src/move/wait.ts';

function open({ ms = 60_000, dryRun = false } = {}) {
  const stop = new AbortController();
  const shown: string[] = [];
  const deadline = startDeadline(ms, 'the test', stop.signal);
  const wait = createWait({ deadline, paceOf: createPaces(), attempts: 2, dryRun, shown: (what) => shown.push(what) });
  return { wait, shown, stop };
}

test('asks again, less and less often, until something has come, and shows what it waits for', async () => {
  const { wait, shown } = open();
  const asked: number[] = [];
  const began = performance.now();
  const found = wait('the tide', async () => {
    asked.push(performance.now() - began);
    return asked.length === 4 ? 'here' : undefined;
  });
  expect(await found).toBe('here');
  // a timer may come a little early
  for (const [n, least] of [0, 100, 300, 700].entries()) expect(asked[n]).toBeGreaterThanOrEqual(0.9 * least);
  expect(shown).toEqual(['the tide', 'the tide', 'the tide']);
});

test('gives nothing when its own time is over, though what it asks hangs', async () => {
  const { wait } = open();
  const never = wait('the tide', (read) => read(() => new Promise<string>(() => {})), 200);
  const late = wait('the tide', async () => undefined, 200);
  expect(await Promise.all([never, late])).toEqual([undefined, undefined]);
});

test('throws what the question throws, and the reason of a run that must end', async () => {
  const { wait, stop } = open();
  const refused = unreachable('no answer', { transient: 'refused' });
  const asking = wait('the tide', (read) => read(() => Promise.reject(refused)), 60_000);
  const ended = expect(asking).rejects.toBe(refused); // a read tells its own error after its attempts
  await ended;
  const waiting = expect(wait('the tide', async () => undefined, 60_000)).rejects.toMatchObject({ code: 'STOPPED' });
  stop.abort(unreachable('stopped', { code: 'STOPPED' }));
  await waiting;
});

test('ends with the run where it has no time of its own: that is an error, not an answer', async () => {
  const { wait } = open({ ms: 200 });
  const waiting = expect(wait('the tide', async () => undefined)).rejects.toMatchObject({ code: 'DEADLINE' });
  await waiting;
});

test('asks nothing in a dry run', async () => {
  const { wait, shown } = open({ dryRun: true });
  expect(await wait('the tide', async () => 'here')).toBeUndefined();
  expect(shown).toEqual([]);
});
