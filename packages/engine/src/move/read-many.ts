import type { Question } from '@kirikae/core';
import { beginTrial, REQUEST_GRACE, toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import { type Asker, type Asking, askFor } from './ask-many.ts';
import type { PaceOf } from './pace.ts';
import { whyItEnded } from './read.ts';

/*
 * One request about many things. Who asks joins a request of the same question that was not sent yet, never one that was: its answer may
 * be older than what the asker knows. A request waits for one moment, and as long as its turn takes.
 *
 *   what came back                               so, for each that asked
 *   an answer about it, or its own error         it has that
 *   nothing about it                             it is asked about again
 *   an error that may pass                       it is asked about again, after a pause, with whoever asks meanwhile
 *   a denial                                     it has that: one alone would be denied in the same words
 *   another error, or no answer of the other     half of them are asked about at once: one may spoil it for the others
 *   side's, to a request about several
 */

/** As `Run.readMany`, for one of those that share a run. */
export type ReadMany = <T>(question: Question<T>, about: string, by: Asking) => Promise<T>;

/** Opens the requests of one run, whose end `ended` is. */
export function createReadMany(paceOf: PaceOf, ended: AbortSignal): ReadMany {
  const gathering = new Map<string, Asker[]>();
  const join = (asker: Asker): void => {
    const { name } = asker.question;
    const others = gathering.get(name);
    if (others) return void others.push(asker);
    const all = [asker];
    gathering.set(name, all);
    void serve(asker.question, all, () => gathering.delete(name));
  };
  /** Sends one request for as many as it can be about; the rest joins the next. */
  const serve = async ({ action }: Question<unknown>, all: readonly Asker[], close: () => void): Promise<void> => {
    await new Promise(setImmediate);
    const pace = paceOf(action);
    const turn = await pace.turn(ended, 'read').catch(() => undefined);
    close();
    if (!turn) return; // all that ask end with the run
    const { taken, left } = split(all.filter(({ signal }) => !signal.aborted));
    for (const asker of left) join(asker);
    if (taken.length === 0) return turn.unused();
    for (const asker of await askFor(taken, { turn, pace }, ended)) join(asker);
  };
  return (question, about, by) => answered(question, about, by, join);
}

/** Asks by `join`, and gives the answer. Throws as a read does. */
async function answered<T>(question: Question<T>, about: string, by: Asking, join: (asker: Asker) => void): Promise<T> {
  const { signal } = by;
  const trial = beginTrial(signal);
  const { asker, answer } = answerTo<T>({
    ...by,
    question,
    about,
    trial,
    most: question.most,
    tries: 0,
    unanswered: 0,
  });
  if (!signal.aborted) join(asker);
  try {
    return await untilEnded(answer, signal, undefined, REQUEST_GRACE);
  } catch (thrown) {
    throw whyItEnded(signal, toKirikaeError(thrown), asker.last, asker.tries);
  } finally {
    trial.over();
  }
}

/** One that asks, and the promise of its answer. */
function answerTo<T>(asking: Omit<Asker, 'resolve' | 'reject'>): { asker: Asker; answer: Promise<T> } {
  let asker = asking as Asker;
  const answer = new Promise<T>((resolve, reject) => {
    asker = { ...asking, resolve: (told) => resolve(told as T), reject };
  });
  return { asker, answer };
}

/** Those that one request can be about, in the order in which they came, and the rest. */
function split(askers: readonly Asker[]): { taken: Asker[]; left: Asker[] } {
  const most = Math.min(...askers.map((each) => each.most));
  const about = new Set([...new Set(askers.map((each) => each.about))].slice(0, most));
  return {
    taken: askers.filter((each) => about.has(each.about)),
    left: askers.filter((each) => !about.has(each.about)),
  };
}
