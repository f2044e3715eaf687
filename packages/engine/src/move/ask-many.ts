import { KirikaeError, type Question } from '@kirikae/core';
import { coreError, REQUEST_GRACE, type Trial, toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import { type Instant, instant } from '../machine/instant.ts';
import type { Turn } from './gap.ts';
import type { Pace } from './pace.ts';
import { pauseAfter, type ReadOptions } from './read.ts';

/** Who asks: until when, how patiently, and who hears when the request was sent that was answered, and of what is asked again. */
export interface Asking extends Pick<ReadOptions, 'attempts' | 'heard' | 'retried'> {
  readonly signal: AbortSignal;
}

/** One that asks and has no answer yet. */
export interface Asker extends Asking {
  readonly question: Question<unknown>;
  readonly about: string;
  readonly trial: Trial;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: KirikaeError) => void;
  /** About how many at once it may be asked. */
  most: number;
  tries: number;
  unanswered: number;
  last?: KirikaeError;
}

/** Sends one request in its turn of a pace, hands out what came back, and gives those that are to ask again. */
export async function askFor(
  taken: readonly Asker[],
  { turn, pace }: { readonly turn: Turn; readonly pace: Pace },
  ended: AbortSignal,
): Promise<Asker[]> {
  const about = [...new Set(taken.map((each) => each.about))];
  const wanted = untilNobodyWaits(taken);
  const at = instant();
  try {
    const request = (taken[0] as Asker).question.ask(about, wanted.signal);
    const answers = await untilEnded(request, wanted.signal, undefined, REQUEST_GRACE);
    if (!about.some((each) => answers.has(each))) throw tellsNothing(about);
    turn.answered();
    return taken.filter((asker) => !answer(asker, answers, at));
  } catch (thrown) {
    const error = toKirikaeError(thrown);
    if (error.transient === 'throttled') turn.throttled();
    const again = taken.filter((asker) => !refuse(asker, error, about.length));
    if (error.transient === 'throttled') tellAll(again, error, pace.left());
    const pauses = Math.min(...again.map(({ unanswered }) => unanswered)) - 1;
    if (again.length > 0 && error.transient && pauses >= 0)
      await pauseAfter(error, pauses, ended, (_, __, pause) => tellAll(again, error, pause)).catch(() => {}); // whoever asks ends with it
    return again;
  } finally {
    wanted.over();
  }
}

/** Tells all that ask again when they do. */
function tellAll(again: readonly Asker[], error: KirikaeError, pause: number): void {
  for (const { retried, tries } of again) retried?.(error, tries + 1, pause);
}

const tellsNothing = (about: readonly string[]) =>
  coreError('DEFECT', '', { reason: `asked about ${about[0]} and more, the answer has nothing about any of them` });

/** A signal that aborts when all who ask have given up. */
function untilNobodyWaits(taken: readonly Asker[]): { readonly signal: AbortSignal; over(): void } {
  const [stop, over] = [new AbortController(), new AbortController()];
  const signals = [...new Set(taken.map(({ signal }) => signal))];
  const check = () => {
    if (signals.every(({ aborted }) => aborted)) stop.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', check, { once: true, signal: over.signal });
  return { signal: stop.signal, over: () => over.abort() };
}

/** Hands one its answer; false if there is none about it. */
function answer({ about, resolve, reject, heard }: Asker, answers: ReadonlyMap<string, unknown>, at: Instant): boolean {
  const own = answers.get(about);
  if (!answers.has(about)) return false;
  if (own instanceof KirikaeError) reject(own);
  else {
    heard?.(at);
    resolve(own);
  }
  return true;
}

/** Hands one the error of a request about so many; false if it is to ask again. */
function refuse(asker: Asker, error: KirikaeError, many: number): boolean {
  if (!asker.signal.aborted) {
    asker.last = error;
    asker.tries += 1;
    asker.trial.failed(error);
    const isSpoilt = many > 1 && mayBeSpoilt(error);
    if (isSpoilt) asker.most = Math.floor(many / 2);
    if (error.transient && error.transient !== 'throttled') asker.unanswered += 1;
    if (error.transient ? asker.unanswered < asker.attempts : isSpoilt) return false;
  }
  asker.reject(error);
  return true;
}

/** True for an error that one of many may have brought on all: there was an answer, and it was no denial. */
const mayBeSpoilt = ({ transient, ambiguous, kind }: KirikaeError): boolean =>
  transient ? transient === 'refused' && ambiguous : kind !== 'denied';
