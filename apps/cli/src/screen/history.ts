import type { PastRun, PastWrite, Report, StatusReport } from '@kirikae/engine';
import { changesIn } from './change.ts';
import { type Line, type Tone, toned, width } from './line.ts';
import { count, elapsed, moment, stamp, zone } from './numbers.ts';
import { type Page, sentenceWidth, tableWidth } from './page.ts';
import { type Sign, signed } from './sign.ts';
import { records } from './table.ts';
import { type Who, whoIn } from './who.ts';
import { sentence, wrapped } from './wrap.ts';

/** What is shown of the journal: the runs, how many there are in all, and whose an id is by the file. */
interface Past {
  readonly report: Report;
  readonly runs: readonly PastRun[];
  readonly all: number;
  readonly nodeOf: (id: string) => string | null;
}

/** The writes of one kind to one resource in a run: the attempts of one are one entry, with the last request id. */
interface Entry {
  readonly last: PastWrite;
  readonly attempts: number;
}

/** Each run with its reason, its writes and their request ids; in a pipe each line begins with time and run id. */
export function historyScreen(past: Past, page: Page): Line[] {
  const { report, runs, all } = past;
  const who = whoIn(report);
  if (runs.length === 0) return sentence('No runs are recorded on this node.', page);
  if (page.width === undefined) return runs.flatMap((run) => runInPipe(run, past, who));
  const which = runs.length < all ? `the last ${runs.length} of ${count(all, 'run')}` : count(runs.length, 'run');
  const head = sentence(`${who.first}: ${which}, newest last, times ${zone(new Date())}`, page);
  return [...head, ...runs.flatMap((run) => ['', ...runLines(run, past, who, page)])];
}

function ending({ outcome, exitCode, elapsedMs, process, pid }: PastRun): string {
  if (exitCode !== null) return `${outcome}, exit ${exitCode}${elapsedMs === null ? '' : `, ${elapsed(elapsedMs)}`}`;
  if (process === 'running') return `unfinished, it still runs (process ${pid})`;
  return `unfinished, ${process === 'died' ? 'it died before its end' : 'it still runs, or was killed'}`;
}

const FAILED = ['failed', 'usage', 'unreachable', 'conflict', 'denied'];
const toneOf = ({ exitCode, outcome }: PastRun): Tone | undefined =>
  exitCode === null ? 'look' : FAILED.includes(outcome) ? 'bad' : undefined;

const titleOf = ({ command, group }: PastRun): string => `${command} ${group}: `;

function runLines(run: PastRun, past: Past, who: Who, page: Page): Line[] {
  const head: Line = [`${moment(new Date(run.startedAt))}  ${titleOf(run)}`, toned(ending(run), toneOf(run))];
  const why = run.error ? wrapped(whyOf(run.error), sentenceWidth(page), { first: 2, further: 4 }) : [];
  const rows = rowsOf(run, past, who);
  const told = records(
    rows.map(({ sign, name, text }) => [[signed(sign), ` ${name}`], text]),
    { page },
  );
  const body = rows.flatMap(({ more }, at) => [...(told[at] ?? []), ...more.flatMap((each) => moreLines(each, page))]);
  const id: Line = ['      ', toned(`run ${run.runId}`, 'dim')];
  return [head, ...why, ...body, id, ...remedy(run, page)];
}

/** What belongs to a write: what it did, and by which request. */
function moreLines(text: string, page: Page): Line[] {
  const [before = '', request] = text.split(/, (?=request )/);
  if (request === undefined) return wrapped(text, tableWidth(page), { first: 6, further: 8 });
  const line: Line = [`      ${before}, `, toned(request, 'dim')];
  return width(line) <= tableWidth(page) ? [line] : [`      ${before},`, ['        ', toned(request, 'dim')]];
}

const whyOf = ({ code, resource, message, hint }: NonNullable<PastRun['error']>): string =>
  `${code}${resource ? ` ${resource}` : ''}: ${message.replace(/, try \d+$/, '')}; ${hint}`;

function remedy({ exitCode, process, group }: PastRun, page: Page): Line[] {
  if (exitCode !== null || process === 'running') return [];
  return sentence(`Who has it now: kirikae status ${group}. Running activate again is safe.`, page, 2);
}

/** One row of a run, and what belongs to it. */
interface Row {
  readonly sign: Sign;
  readonly name: string;
  readonly text: string;
  readonly more: readonly string[];
}

function rowsOf(run: PastRun, past: Past, who: Who): Row[] {
  const behind: Row[] = run.left.map((name) => ({ sign: '?', name, text: 'left behind', more: [] }));
  const skipped: Row[] =
    run.skipped.length > 0 ? [{ sign: '.', name: run.skipped.join(', '), text: 'not tried', more: [] }] : [];
  return [
    ...entriesOf(run.writes).map((entry) => entryRow(run, entry, past, who)),
    ...behind.filter(({ name }) => !run.writes.some(({ resource }) => resource === name)),
    ...skipped,
  ];
}

function entriesOf(writes: readonly PastWrite[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const last of writes) {
    const key = JSON.stringify([last.resource, last.action, last.summary]);
    entries.set(key, { last, attempts: (entries.get(key)?.attempts ?? 0) + 1 });
  }
  return [...entries.values()];
}

function entryRow(run: PastRun, { last, attempts }: Entry, past: Past, who: Who): Row {
  const { resource, subject, summary, action, elapsedMs, requestId, outcome } = last;
  const took = elapsedMs === null ? ' sent' : ` ${elapsedMs} ms`;
  const request = requestId === null ? 'no request id came back' : `request ${requestId}`;
  const { sign, text } = changeOf(run, last, attempts, past, who);
  const more = [...(outcome === 'done' ? changesIn(summary) : []), `${action}${took}, ${request}`];
  return { sign, name: resource, text: subject === null || subject === resource ? text : `${subject}: ${text}`, more };
}

function changeOf(run: PastRun, { holder, outcome }: PastWrite, attempts: number, past: Past, who: Who) {
  const from = holder === null ? 'nobody' : nameOf(holder, past, who);
  const self = run.node ?? who.self;
  const release = run.command === 'deactivate';
  const change = release ? `${self} -> nobody` : `${from} -> ${self}`;
  const took: Sign = release ? '-' : from === 'nobody' ? '+' : '~';
  if (outcome === 'done') return { sign: took, text: change };
  if (outcome === 'failed') {
    const kept = release ? `${self} kept it` : from === 'nobody' ? 'nobody has it' : `${from} kept it`;
    return { sign: '!' as const, text: `${kept}, ${count(attempts, 'attempt')} failed` };
  }
  return { sign: '?' as const, text: `${release ? self : from} -> ?, not known whether it took effect` };
}

function nameOf(id: string, { nodeOf }: Past, who: Who): string {
  const holder: StatusReport['holder'] = { id, node: nodeOf(id) };
  return who.name(holder);
}

function runInPipe(run: PastRun, past: Past, who: Who): Line[] {
  const begin = `${stamp(new Date(run.startedAt))}  ${run.runId}  `;
  const why = run.error ? [whyOf(run.error)] : [];
  const rows = rowsOf(run, past, who).map(({ sign, name, text, more }) =>
    [`${sign} ${name}  ${text}`, ...more].join('; '),
  );
  return [`${titleOf(run)}${ending(run)}`, ...why, ...rows].map((text) => begin + text);
}
