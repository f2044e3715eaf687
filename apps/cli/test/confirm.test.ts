import { beginReport, type Report, type RunOptions } from '@kirikae/engine';
import { afterEach, expect, it } from 'vitest';
import { canAsk, confirmed } from '../src/confirm.ts';

const terminals = [process.stdin, process.stderr] as const;
const before = terminals.map(({ isTTY }) => isTTY);

/** Makes stdin and stderr terminals, or not. */
function seat(...are: readonly boolean[]): void {
  for (const [index, stream] of terminals.entries()) stream.isTTY = are[index] ?? false;
}
afterEach(() => seat(...before));

const options = { command: 'activate', group: 'web', version: '1.0.0' } as RunOptions;

/** Runs a command that plans no write, and gives the options of each of its runs. */
async function runs(wanted: boolean, more: Partial<RunOptions> = {}): Promise<RunOptions[]> {
  const seen: RunOptions[] = [];
  const run = async (given: RunOptions): Promise<Report> => {
    seen.push(given);
    return beginReport(given);
  };
  await confirmed(run, { ...options, ...more }, { wanted });
  return seen;
}

it('asks only where stdin and stderr are terminals', () => {
  const seats = [true, false].flatMap((one) => [true, false].map((other) => [one, other] as const));
  const can = seats.map((each) => {
    seat(...each);
    return canAsk();
  });
  expect(can).toEqual([true, false, false, false]);
});

it('plans first on a terminal, and gives the run its whole time after the answer', async () => {
  seat(true, true);
  const [plan, run] = await runs(true);
  expect(plan).toMatchObject({ dryRun: true });
  expect(run?.dryRun).toBeUndefined();
  expect(run?.began).toBeGreaterThan(0);
});

it('runs at once without a terminal, with --yes, and as a dry run', async () => {
  seat(false, false);
  expect(await runs(true)).toHaveLength(1);
  seat(true, true);
  expect(await runs(false)).toHaveLength(1);
  expect(await runs(true, { dryRun: true })).toHaveLength(1);
});
