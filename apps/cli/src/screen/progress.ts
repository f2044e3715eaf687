import { mask, type RunEvent } from '@kirikae/engine';
import { timeLeft } from '../end/outcome.ts';
import { obstacle } from '../output/last-line.ts';
import { clear, draw, isBusy, isTerminal, say } from '../output/words.ts';
import { cells, cut } from './cells.ts';
import { count } from './numbers.ts';
import { layoutOf } from './page.ts';

/** How long, in ms, a run may stay silent on a terminal, and how often the line is drawn again. */
const QUIET = 700;
const EVERY = 1_000;
/** How often, in ms, a terminal that cannot draw a line again may get one. */
const SELDOM = 5_000;

/** What is shown of a run: what it does now, how many writes are under way, and whether it was told to stop. */
interface Shown {
  doing: string;
  /** When the next attempt comes, as `performance.now()`. */
  next: number | undefined;
  writes: number;
}

/** On a terminal, one line that tells what a run does or waits for while it takes long. Gives what to call at its end. */
export function showProgress(
  began: number,
  signal: AbortSignal,
): { event: (event: RunEvent) => void; end: () => void } {
  if (!isTerminal('stderr')) return { event: () => {}, end: () => {} };
  const shown: Shown = { doing: 'starting', next: undefined, writes: 0 };
  const tell = process.env['TERM'] === 'dumb' ? seldom() : redraw;
  const show = () => {
    const elapsed = performance.now() - began;
    if (elapsed >= QUIET && !isBusy('stderr')) tell(wordsOf(shown, signal), timesOf(elapsed));
  };
  const first = setTimeout(show, Math.max(0, QUIET - (performance.now() - began)));
  const timer = setInterval(show, EVERY);
  signal.addEventListener('abort', show);
  return {
    event: (event) => {
      note(shown, event);
      show();
    },
    end: () => {
      clearTimeout(first);
      clearInterval(timer);
      signal.removeEventListener('abort', show);
      clear();
    },
  };
}

/** Notes what happens. That a write failed is not told: another attempt comes, or the end of the run tells it. */
function note(shown: Shown, event: RunEvent): void {
  if (event.kind === 'send') shown.writes += 1;
  if (event.kind === 'write') shown.writes = Math.max(0, shown.writes - 1);
  const told = doingOf(event);
  if (told === undefined) return;
  const step = event.step > 0 ? `[${event.step}/${event.of}] ${event.resource}: ` : '';
  shown.doing = step + told;
  shown.next = event.kind === 'retry' ? performance.now() + event.pause : undefined;
}

function doingOf(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'look':
      return 'looking';
    case 'send':
      return event.attempt > 1 ? `writing, attempt ${event.attempt}` : 'writing';
    case 'write':
      return { done: 'written', unknown: 'no answer to the write, looking', planned: 'planned', failed: undefined }[
        event.write.outcome
      ];
    case 'wait':
      return `${event.written ? 'written, ' : ''}waiting until ${event.what}`;
    case 'doing':
      return event.what;
    case 'retry':
      return `${event.error.code === 'AWS_THROTTLED' ? 'throttled by AWS' : obstacle(event.error)}, attempt ${event.attempt}`;
  }
}

function wordsOf({ doing, next, writes }: Shown, { aborted }: AbortSignal): string {
  if (aborted) {
    const under =
      writes > 0
        ? `${count(writes, 'write').replace(/^1 /, 'one ')} ${writes === 1 ? 'is' : 'are'} under way`
        : 'it stops';
    return `interrupted, ${under}; Ctrl-C again ends now`;
  }
  const wait = next === undefined ? 0 : Math.ceil((next - performance.now()) / 1_000);
  return mask(wait > 0 ? `${doing} in ${wait} s` : doing);
}

function timesOf(elapsed: number): string {
  const left = timeLeft();
  const gone = `${Math.floor(elapsed / 1_000)} s`;
  return Number.isFinite(left) ? `${gone}, ${Math.max(0, Math.round(left / 1_000))} s left` : gone;
}

/** The words on the left, which may be cut, and the times on the right, which are not. */
function redraw(words: string, times: string): void {
  const width = (layoutOf('stderr').width ?? 0) - 1;
  const room = Math.max(0, width - times.length - 2);
  const text = cut(words, room);
  const gap = Math.max(1, width - cells(text) - times.length);
  const line = room > 0 ? text + ' '.repeat(gap) + times : cut(times, width);
  draw(line, cells(line));
}

/** A plain line at a change. */
function seldom(): (words: string, times: string) => void {
  let [last, at] = ['', Number.NEGATIVE_INFINITY];
  return (words, times) => {
    if (words === last || performance.now() - at < SELDOM) return;
    [last, at] = [words, performance.now()];
    say('stderr', `${words}  ${times}\n`);
  };
}
