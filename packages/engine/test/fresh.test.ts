import type { Status } from '@kirikae/core';
import { expect, test, vi } from 'vitest';
import { instant } from '../src/machine/instant.ts';
import { renewed } from '../src/move/fresh.ts';
import type { Work } from '../src/move/work.ts';

const NOBODY: Status = { state: 'inactive', detail: 'nobody has it' };
const TAKEN: Status = { state: 'elsewhere', holder: { id: 'b' }, detail: 'b has it' };

/** A resource that another has taken; `stood` says whether this process stood still, by how many looks there were. */
function taken(stood: (looks: number) => boolean) {
  const status = vi.fn(async () => TAKEN);
  const work = {
    context: { heartbeat: { missedSince: () => stood(status.mock.calls.length) }, tell: () => {} },
    member: { name: 'one', resource: { status } },
    run: { signal: new AbortController().signal, node: { name: 'a', id: 'a' } },
    writer: { latest: () => ({ order: 0, at: 0 }) },
  };
  return { work: work as unknown as Work, status };
}

const old = () => ({ at: instant(), writes: 0, status: NOBODY });

test('what another took while this process stood still is not taken, also where it stood still in the middle of the look', async () => {
  const { work, status } = taken((looks) => looks > 0);
  await expect(renewed(work, old())).rejects.toMatchObject({ code: 'SLEPT', kind: 'conflict' });
  expect(status).toHaveBeenCalledTimes(2);
});

test('what another took while this process only waited is seen, and acted on', async () => {
  const { work, status } = taken(() => false);
  expect(await renewed(work, old())).toMatchObject({ status: TAKEN, renewed: true });
  expect(status).toHaveBeenCalledTimes(1);
});
