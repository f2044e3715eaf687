import type { Run } from '@kirikae/core';
import { beginTrial, type Deadline, paced, sleep, startDeadline } from '@kirikae/core/machinery';
import { engineError } from '../report/errors.ts';
import type { PaceOf } from './pace.ts';
import { createRead, type Retried } from './read.ts';

/** First and longest pause, in ms, between two questions whether something has come. */
const FIRST = 100;
const LONGEST = 4_000;

/** What a wait stands on: the run's time, how its reads are spaced and repeated, and who is shown what is waited for. */
interface WaitOptions {
  readonly deadline: Deadline;
  readonly paceOf: PaceOf;
  readonly attempts: number;
  readonly dryRun: boolean;
  readonly shown: (what: string) => void;
  readonly retried?: Retried | undefined;
}

/** The only place that asks again and again until a state of the world has come. */
export function createWait({ deadline, paceOf, attempts, dryRun, shown, retried }: WaitOptions): Run['wait'] {
  return async (what, until, within) => {
    if (dryRun) return undefined; // what was not written never comes
    const bound = within === undefined ? deadline : startDeadline(Math.max(1, within), what, deadline.signal);
    const read = createRead(bound, { paceOf, attempts, retried });
    const trial = beginTrial(bound.signal);
    try {
      for (let n = 0; ; n++) {
        const found = await until(read);
        if (found !== undefined) return found;
        shown(what);
        trial.failed(engineError('NOT_COME', '', { what }));
        await sleep(paced(n, FIRST, LONGEST), bound.signal);
      }
    } catch (error) {
      if (deadline.signal.aborted || error !== bound.signal.reason) throw error;
      return undefined;
    } finally {
      trial.over();
      if (bound !== deadline) bound.clear();
    }
  };
}
