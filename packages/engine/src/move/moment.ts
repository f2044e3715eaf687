import { sleep, sleepUntil, wholePolicy } from '@kirikae/core/machinery';
import { STALE } from './stale.ts';
import type { Work } from './work.ts';

/** How long one waits at least for the others' writes, in ms, if they do not come before. */
const PATIENCE = 1_000;

/** Waits for the moment at which a resource's write may be its proof as well. */
export const momentOfWrite = (work: Work): Promise<void> => patiently(work, work.barrier?.toWrite);

/** Waits, after a write that was answered, for the moment at which a look proves it for the whole run. */
export async function momentOfProof(work: Work): Promise<void> {
  const { barrier, writer, member, run } = work;
  barrier?.written();
  await patiently(work, barrier?.toProve);
  const latest = writer.latest();
  const isProof = !barrier?.isLast || !wholePolicy(member.definition).staleReads || latest.order === writer.own().order;
  if (!isProof) await sleepUntil(latest.at + STALE, run.signal);
}

/**
 * Waits for others, but not for long: a proof now and another look later are better than none in time. What took longer here will take
 * longer there, and a look that comes too early costs a request where somebody throttles.
 */
async function patiently({ run, opened }: Work, others: Promise<unknown> = Promise.resolve()): Promise<void> {
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const patience = sleep(
    Math.min(Math.max(PATIENCE, performance.now() - opened), run.deadline.remaining() / 4),
    signal,
  ).catch(() => {});
  await Promise.race([others, patience]).finally(() => enough.abort());
}
