import { type KirikaeError, raceLost, type Status, type Written } from '@kirikae/core';
import { interruption, paced, sleep } from '@kirikae/core/machinery';
import { instant } from '../machine/instant.ts';
import { engineError } from '../report/errors.ts';
import type { Look } from './look.ts';
import { momentOfProof } from './moment.ts';
import { claimed, readBack } from './read-back.ts';
import { lookAgain } from './stale.ts';
import { looked, type Work } from './work.ts';

/** After a write that was answered: looks until it is known whose the resource is. Throws if it is lost, or cannot be told. */
export async function verify(work: Work, before: Status): Promise<Look> {
  const written = work.writer.last();
  if (written?.proof) {
    work.barrier?.written();
    const status = claimed(work, written, written.detail ?? '');
    return { at: instant(), writes: work.writer.own().order, status };
  }
  await momentOfProof(work);
  let answered: Status | undefined;
  for (let n = 0; ; n++) {
    const found = await looked(work, () => readBack(work, before, written)).catch((error) => {
      throw answered && outOfTime(work) ? neverSeen(error, answered, written) : error;
    });
    const { status } = found;
    if (isExact(status, written)) return found;
    if (isThird(status, before, written)) return { ...found, status: await confirm(work, found, before, written) };
    answered = status;
    await sleep(paced(n, 100, 2_000), work.run.signal).catch((reason) => {
      throw outOfTime(work) ? neverSeen(reason, status, written) : reason;
    });
  }
}

/** True if two looks show the same state of the world. */
const same = (a: Status, b: Status): boolean =>
  a.version === b.version && a.state === b.state && (a.version !== undefined || a.holder?.id === b.holder?.id);

/** True if a look shows the very version of our write; without one, there or here, it is as good as that where it is active. */
const hasVersion = ({ state, version }: Status, written: Written | undefined): boolean =>
  version === undefined || written?.version === undefined ? state === 'active' : version === written.version;

const isExact = (found: Status, written: Written | undefined): boolean =>
  found.state === 'active' && hasVersion(found, written);

/** Ours: the version of our write, or active here in a way that it was not before. */
const isOurs = (found: Status, before: Status, written: Written | undefined): boolean =>
  found.state === 'active' && (hasVersion(found, written) || found.version !== before.version);

/** Neither ours nor what was there before. Where no look tells a version, only another holder says so: what nobody has yet may be on its way. */
function isThird(found: Status, before: Status, written: Written | undefined): boolean {
  if (hasVersion(found, written) || same(found, before)) return false;
  const looksTell = found.version !== undefined || before.version !== undefined;
  return (looksTell && written?.version !== undefined) || isTaken(found, before);
}

/** Another has it now who had not had it before. */
export const isTaken = (found: Status, before: Status): boolean => found.state === 'elsewhere' && !same(found, before);

/** Looks again at a third version. Throws if it is not ours then: the race is lost, also if whoever won it has let go since. */
async function confirm(work: Work, third: Look, before: Status, written: Written | undefined): Promise<Status> {
  const { status: found } = await lookAgain(work, third);
  if (!isOurs(found, before, written)) throw lostTo(found);
  return found;
}

/** The error where a look shows that another has it now. */
export const lostTo = ({ holder, detail }: Status): KirikaeError => raceLost(holder?.id ?? `nobody (${detail})`);

const outOfTime = ({ run }: Work): boolean => run.signal.aborted && interruption(run.signal.reason).code === 'DEADLINE';

/** The time ran out, and no look showed the write; the last one showed `detail`. */
const neverSeen = (cause: unknown, { detail }: Status, written: Written | undefined): KirikaeError =>
  written?.version === undefined
    ? engineError('NOT_ATTAINED', '', { detail }, { cause })
    : engineError('STALE_READ', '', { detail }, { cause });
