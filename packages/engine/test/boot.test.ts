import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { bootByClock, bootId, ownMark, processStart, sameBoot } from '../src/machine/boot.ts';
import { takeCensus } from '../src/machine/census.ts';
import { isAlive } from '../src/machine/presence.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-01-01T12:00:00Z');
/** A boot as it is named `up` minutes after it began, by a clock that is `off` minutes wrong. */
const named = (began: number, up: number, off = 0) => bootByClock(NOON + (began + up + off) * MINUTE, up * 60);

describe('a boot that only the clock names', () => {
  test.each([
    ['later in it', named(0, 10), named(0, 500), true],
    ['a clock that was mended by a minute', named(0, 1, 0), named(0, 2, 1), true],
    ['a clock that was set back by hours', named(0, 10), named(0, 11, -540), true],
    ['a clock that was set forward by less than it had been up', named(0, 600), named(0, 601, 540), true],
    ['the next boot, soon after', named(0, 10), named(11, 1), false],
    ['the next boot, when it has been up for longer than the first', named(0, 10), named(11, 50), false],
    ['the next boot, with a clock that was set back', named(0, 10), named(11, 1, -540), false],
    ['a boot of another kind of name', 'd9c1', named(0, 1), false],
  ])('%s', (_, noted, now, same) => expect(sameBoot(noted, now)).toBe(same));
});

describe('a process', () => {
  test('that was waited for is gone, and one that cannot be told of counts as alive', async () => {
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    const mark = { pid, boot: await bootId(), start: (await processStart(pid)) ?? undefined, run: 'R' };
    expect(await isAlive(mark, '/')).toBe(true);
    expect(await isAlive({ ...mark, start: '1' }, '/')).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await processStart(pid)).toBeNull();
    expect(await isAlive(mark, '/')).toBe(false);
    expect(await isAlive({ ...(await ownMark()), run: 'R', start: undefined }, '/')).toBe(true);
    const processes = await takeCensus();
    const own = { ...(await ownMark()), run: 'R' };
    const told = [own, { ...own, start: '1' }, { ...own, boot: 'earlier' }, mark, { ...own, start: undefined }].map(
      (each) => isAlive(each, '/', processes),
    );
    expect(await Promise.all(told)).toEqual([true, false, false, false, true]);
    const long = `/${'x'.repeat(200)}`; // no address of a socket: cannot be told
    expect(await isAlive({ ...mark, start: 'listens' }, long)).toBe(true);
    expect(await isAlive({ ...mark, start: 'listens' }, '/nowhere')).toBe(false);
  });
});
