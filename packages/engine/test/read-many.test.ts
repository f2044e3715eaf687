import { type KirikaeError, type Question, unreachable } from '@kirikae/core';
import { startDeadline } from '@kirikae/core/machinery';
import { describe, expect, it } from 'vitest';
import { createPaces } from '../src/move/pace.ts';
import { createReadMany } from '../src/move/read-many.ts';
import { interrupted, trouble } from './slot.ts';

type Answers = ReadonlyMap<string, string | KirikaeError>;
type Ask = (about: readonly string[], signal: AbortSignal) => Promise<Answers>;

const all: Ask = async (about) => new Map(about.map((each) => [each, `here is ${each}`]));

/** A run that asks one question about many things; `requests` has what each request was about. */
function asking(ask: Ask = all, most = 100) {
  const requests: string[][] = [];
  const question: Question<string> = {
    name: 'x',
    action: 'x:Look',
    most,
    ask: (about, signal) => {
      requests.push([...about]);
      return ask(about, signal);
    },
  };
  const deadline = startDeadline(60_000, 'the test');
  const readMany = createReadMany(createPaces(), deadline.signal);
  const of = (about: string, by: Partial<Parameters<typeof readMany>[2]> = {}) =>
    readMany(question, about, { signal: deadline.signal, attempts: Number.POSITIVE_INFINITY, ...by });
  return { of, requests };
}

const silent = () => unreachable('no answer', { code: 'SILENT', transient: 'silent' });

describe('what is asked by one question', () => {
  it('in the same moment is one request, each thing in it once', async () => {
    const { of, requests } = asking();
    expect(await Promise.all([of('a'), of('b'), of('a')])).toEqual(['here is a', 'here is b', 'here is a']);
    expect(requests).toEqual([['a', 'b']]);
  });

  it('joins no request that was sent', async () => {
    const sent = Promise.withResolvers<void>();
    const { of, requests } = asking(async (about) => {
      await sent.promise;
      return all(about, new AbortController().signal);
    });
    const first = of('a');
    await expect.poll(() => requests).toEqual([['a']]);
    const second = of('a');
    await expect.poll(() => requests).toEqual([['a'], ['a']]);
    sent.resolve();
    expect(await Promise.all([first, second])).toEqual(['here is a', 'here is a']);
  });

  it('is asked in as many requests as it takes', async () => {
    const { of, requests } = asking(all, 2);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((each) => of(each)));
    expect(requests).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('is asked again about what the answer left out', async () => {
    const { of, requests } = asking(async (about, signal) => all(about.slice(0, 2), signal));
    expect(await Promise.all(['a', 'b', 'c'].map((each) => of(each)))).toEqual(['here is a', 'here is b', 'here is c']);
    expect(requests).toEqual([['a', 'b', 'c'], ['c']]);
  });

  it('hears when the request was sent that was answered', async () => {
    const { of } = asking();
    const before = performance.now();
    let at = 0;
    await of('a', { heard: ({ monotonic }) => (at = monotonic) });
    expect(at).toBeGreaterThanOrEqual(before);
  });
});

describe('what cannot be told', () => {
  it('of one alone is only its own error', async () => {
    const { of, requests } = asking(async (about) => new Map(about.map((x) => [x, x === 'b' ? silent() : x])));
    const told = await Promise.allSettled([of('a'), of('b'), of('c')]);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(requests).toHaveLength(1);
  });

  it('since one spoils the request for the others is found out by halves', async () => {
    const { of, requests } = asking(async (about, signal) => {
      if (about.includes('g')) throw unreachable('too big', { code: 'TOO_BIG' });
      return all(about, signal);
    });
    const told = await Promise.allSettled([...'abcdefgh'].map((each) => of(each)));
    expect(
      told
        .map(({ status }) => status)
        .join(' ')
        .replaceAll('fulfilled', '+'),
    ).toBe('+ + + + + + rejected +');
    expect(requests.length).toBeLessThanOrEqual(8);
    expect(requests).toContainEqual(['g']);
  });

  it('for want of permission is not asked again, about fewer neither', async () => {
    const { of, requests } = asking(async () => {
      throw trouble('DENIED', '');
    });
    const told = await Promise.allSettled([of('a'), of('b')]);
    expect(told).toMatchObject([{ reason: { code: 'DENIED' } }, { reason: { code: 'DENIED' } }]);
    expect(requests).toHaveLength(1);
  });

  it('now is asked about again, with what came meanwhile', async () => {
    let throttled = 1;
    const { of, requests } = asking(async (about, signal) => {
      if (throttled-- > 0) throw trouble('THROTTLED', '');
      return all(about, signal);
    });
    const first = of('a');
    await expect.poll(() => requests).toHaveLength(1);
    expect(await Promise.all([first, of('b')])).toEqual(['here is a', 'here is b']);
    expect(requests[1]?.toSorted()).toEqual(['a', 'b']);
  });

  it('is given up after as many attempts without an answer as one has', async () => {
    const { of, requests } = asking(async () => {
      throw silent();
    });
    await expect(of('a', { attempts: 2 })).rejects.toMatchObject({ code: 'SILENT' });
    expect(requests).toHaveLength(2);
  });

  it('by an answer about nothing is a defect, and not asked for ever', async () => {
    const { of } = asking(async () => new Map());
    await expect(of('a')).rejects.toMatchObject({ code: 'DEFECT' });
  });
});

describe('who gives up', () => {
  const never: Ask = (_, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  it('takes nothing from the others', async () => {
    const sent = Promise.withResolvers<void>();
    const { of } = asking(async (about, signal) => {
      await sent.promise;
      signal.throwIfAborted();
      return all(about, signal);
    });
    const stop = new AbortController();
    const [left, stays] = [of('a', { signal: stop.signal }), of('b')];
    stop.abort(interrupted());
    await expect(left).rejects.toMatchObject({ code: 'INTERRUPTED' });
    sent.resolve();
    expect(await stays).toBe('here is b');
  });

  it('last ends the request', async () => {
    let ended = false;
    const { of, requests } = asking((about, signal) => {
      signal.addEventListener('abort', () => (ended = true));
      return never(about, signal);
    });
    const stops = [new AbortController(), new AbortController()];
    const asked = stops.map(({ signal }, n) => of(`${n}`, { signal }));
    await expect.poll(() => requests).toHaveLength(1);
    for (const stop of stops) stop.abort(interrupted());
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(ended).toBe(true);
  });

  it('while it waits for its turn is not asked about', async () => {
    const { of, requests } = asking();
    const stop = new AbortController();
    const left = of('a', { signal: stop.signal });
    stop.abort(interrupted());
    await expect(left).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await of('b')).toBe('here is b');
    expect(requests).toEqual([['b']]);
  });
});
