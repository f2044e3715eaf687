import { startDeadline } from '@kirikae/core/machinery';
import { describe, expect, test } from 'vitest';
import { createGate } from '../src/move/gate.ts';
import { createPaces } from '../src/move/pace.ts';
import { createRead } from '../src/move/read.ts';
import type { Happening, NotTried } from '../src/report/report.ts';
import type { Entry } from '../src/state/journal.ts';
import { forever, interrupted, trouble } from './slot.ts';

interface Given {
  readonly dryRun?: boolean;
  readonly ms?: number;
  readonly signal?: AbortSignal;
  readonly late?: boolean;
  readonly permit?: () => Promise<void>;
}

function openGate({
  dryRun = false,
  ms = 5_000,
  signal = new AbortController().signal,
  late = false,
  permit,
}: Given = {}) {
  const lines: Partial<Entry>[] = [];
  const events: Happening[] = [];
  const journal = async (entry: Partial<Entry>) => void lines.push(entry);
  const deadline = startDeadline(ms, 'x');
  const paceOf = createPaces();
  const notTried: NotTried[] = [];
  const gate = createGate({
    dryRun,
    paceOf,
    journal: journal as never,
    deadline,
    tell: (event) => events.push(event),
    permit,
    notTried: (what) => notTried.push(what),
  });
  const read = createRead(deadline, { paceOf, attempts: 2 });
  const writer = gate({
    resource: 'one',
    signal,
    holder: () => 'b',
    isLate: () => late,
    subject: () => 'the one',
    read,
  });
  return { writer, lines, events, notTried };
}

describe('the gate', () => {
  test('frames a call by its intent and its outcome, and tells of it', async () => {
    const { writer, lines, events } = openGate();
    await writer.write('x:Y', 'do it', async () => {
      expect(lines).toMatchObject([
        { kind: 'intent', write: 1, subject: 'the one', action: 'x:Y', summary: 'do it', holder: 'b' },
      ]);
      return { version: 'v', requestId: 'r' };
    });
    expect(lines[1]).toMatchObject({
      kind: 'outcome',
      write: 1,
      outcome: 'done',
      version: 'v',
      requestId: 'r',
      error: null,
    });
    expect(events).toMatchObject([
      { kind: 'send', resource: 'one', attempt: 1 },
      { kind: 'write', resource: 'one', attempt: 1, write: { outcome: 'done' } },
    ]);
    expect(writer.last()).toEqual({ version: 'v', requestId: 'r' });
  });

  test('makes no call in a dry run', async () => {
    const { writer, lines, notTried } = openGate({ dryRun: true });
    expect(await writer.write('x:Y', 'do it', () => expect.unreachable())).toEqual({});
    expect(writer.reports).toMatchObject([{ action: 'x:Y', outcome: 'planned' }]);
    expect(lines).toEqual([]);
    expect(notTried).toEqual([{ resource: 'one', action: 'x:Y', why: 'only the write itself can tell' }]);
  });

  test('asks in a dry run where the other side can be asked, as a read, and throws what the write would', async () => {
    const { writer, lines, notTried } = openGate({ dryRun: true });
    const answers = [trouble('THROTTLED', 'ask'), undefined, trouble('DENIED', 'ask')];
    const ask = async () => {
      const error = answers.shift();
      if (error) throw error;
    };
    const never = () => expect.unreachable();
    expect(await writer.write('x:Y', 'do it', never, ask)).toEqual({});
    await expect(writer.write('x:Y', 'do it', never, ask)).rejects.toMatchObject({ code: 'DENIED' });
    expect(writer.reports).toHaveLength(2);
    expect([lines, notTried]).toEqual([[], []]);
  });

  test('gives back what was written', async () => {
    const { writer } = openGate();
    expect(await writer.write('x:Y', 'do it', async () => ({ version: 'v' }))).toEqual({ version: 'v' });
  });

  test('lets nothing pass once the run must stop', async () => {
    const { writer, lines } = openGate({ signal: AbortSignal.abort(interrupted()) });
    await expect(writer.write('x:Y', 'do it', () => expect.unreachable())).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(lines).toEqual([]);
  });

  test('lets nothing pass that is based on an old look, and asks for its age once the intent is on the disk', async () => {
    const { writer, lines } = openGate({ late: true });
    await expect(writer.write('x:Y', 'do it', () => expect.unreachable())).rejects.toMatchObject({ code: 'LOOK_OLD' });
    expect(lines).toMatchObject([{ kind: 'intent' }, { kind: 'outcome', outcome: 'failed', error: 'LOOK_OLD' }]);
  });

  test('asks before each write, once its intent is on the disk, whether it is still wanted, and sends none that is not', async () => {
    const answers = [undefined, trouble('CONFLICT', '')];
    const asked: number[] = [];
    const permit = async () => {
      asked.push(lines.length);
      const refusal = answers.shift();
      if (refusal) throw refusal;
    };
    const { writer, lines } = openGate({ permit });
    await writer.write('x:Y', 'do it', async () => ({}));
    await expect(writer.write('x:Y', 'again', () => expect.unreachable())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(asked).toEqual([1, 3]);
    expect(lines.slice(2)).toMatchObject([
      { kind: 'intent' },
      { kind: 'outcome', outcome: 'failed', error: 'CONFLICT' },
    ]);
  });

  test.each([
    ['an answer that refuses it', () => Promise.reject(trouble('DENIED', '')), 'failed', 'DENIED'],
    ['no answer', () => Promise.reject(trouble('LOST', '')), 'unknown', 'LOST'],
    ['a defect after the request', () => Promise.reject(new Error('x')), 'unknown', 'DEFECT'],
    ['an abort of its own', () => Promise.reject(new DOMException('x', 'AbortError')), 'unknown', 'INTERRUPTED'],
    [
      'a call that throws at once',
      () => {
        throw trouble('FAILED', '');
      },
      'failed',
      'FAILED',
    ],
    ['the end of the time', forever, 'unknown', 'DEADLINE'],
  ] as const)('journals %s', async (_, call, outcome, error) => {
    const { writer, lines } = openGate({ ms: 50 });
    await expect(writer.write('x:Y', 'do it', call as never)).rejects.toMatchObject({ code: error });
    expect(lines[1]).toMatchObject({ outcome, error });
    expect(writer.last()).toBeUndefined();
  });

  test('is settled when no write is in flight, also after one that failed', async () => {
    const { writer } = openGate();
    let answer = (_: Error) => {};
    const flight = writer.write(
      'x:Y',
      'do it',
      () =>
        new Promise((_, reject) => {
          answer = reject;
        }),
    );
    flight.catch(() => {});
    let settled = false;
    const wait = writer.settled().then(() => {
      settled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(settled).toBe(false);
    answer(trouble('DENIED', ''));
    await wait;
    expect(settled).toBe(true);
  });
});
