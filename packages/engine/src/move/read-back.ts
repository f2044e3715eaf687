import type { KirikaeError, Status, Written } from '@kirikae/core';
import { interruption, sleep, toKirikaeError } from '@kirikae/core/machinery';
import { engineError } from '../report/errors.ts';
import { look, type Work } from './work.ts';

/** When the local sign is asked for first, and how often then, in ms. */
const LOCAL_AFTER = 1_500;
const LOCAL_EVERY = 1_000;

/**
 * The look after an answered write. The address that moved may have been this node's own way to the API: when a look stays without
 * an answer, a local sign (something on this machine) may show that it is here; without one the write's own answer stands, degraded.
 */
export async function readBack(work: Work, before: Status, written: Written | undefined): Promise<Status> {
  const { signal } = work.run;
  const done = new AbortController();
  try {
    return await Promise.race([look(work), localSign(work, before, written, AbortSignal.any([signal, done.signal]))]);
  } catch (thrown) {
    const error = toKirikaeError(thrown);
    const cut = isCutOff(error) && (!signal.aborted || interruption(signal.reason).code === 'DEADLINE');
    if (!cut || written?.version === undefined) throw error;
    throw engineError('READ_BACK', '', { version: written.version, reason: error.message }, { cause: error });
  } finally {
    done.abort();
  }
}

/** No way to the other side. One that throttles, or answers with a fault of its own, can be reached. */
const isCutOff = ({ kind, transient, ambiguous }: KirikaeError): boolean =>
  kind === 'unreachable' && transient !== 'throttled' && !(transient === 'refused' && ambiguous);

/** Asks for the local sign, once the look is late, until it says yes. Never settles otherwise: it cannot say no. */
async function localSign(
  work: Work,
  before: Status,
  written: Written | undefined,
  signal: AbortSignal,
): Promise<Status> {
  const { run, member } = work;
  const never = new Promise<never>(() => {});
  if (!member.resource.seenLocally) return never;
  try {
    for (let pause = LOCAL_AFTER; ; pause = LOCAL_EVERY) {
      await sleep(pause, signal);
      const sign = await member.resource.seenLocally(run, before).catch(() => false);
      const { version: _, drift: __, partly: ___, ...kept } = before; // what a local sign needs of a look, for the next one
      if (sign) return { ...kept, ...claimed(work, written ?? {}, 'seen by this node itself') };
    }
  } catch {
    return never;
  }
}

/** What is known to be here without a look: by a conditional write, a local sign, or a plan. */
export function claimed({ run: { node } }: Work, { version }: Written, detail: string): Status {
  const holder = node.id === null ? {} : { holder: { id: node.id } };
  return { ...holder, ...(version !== undefined && { version }), state: 'active', detail };
}
