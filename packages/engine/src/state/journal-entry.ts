import { visible } from '@kirikae/core/machinery';
import { z } from 'zod';

const stamp = { at: z.string(), run: z.string() };
const text = z.string().nullable();

const begin = z.object({
  ...stamp,
  kind: z.literal('begin'),
  command: z.string(),
  group: z.string(),
  node: text,
  strategy: text,
  reason: text,
  pid: z.int(),
  /** With `pid`, which process it was; absent where that could not be told. */
  boot: z.string().optional(),
  start: z.string().optional(),
});
const intent = z.object({
  ...stamp,
  kind: z.literal('intent'),
  write: z.int(),
  resource: z.string(),
  /** What a person calls it; absent in journals of earlier versions. */
  subject: z.string().optional(),
  action: z.string(),
  summary: z.string(),
  /** Who held the resource before. */
  holder: text,
});
const outcome = z.object({
  ...stamp,
  kind: z.literal('outcome'),
  write: z.int(),
  outcome: z.enum(['done', 'failed', 'unknown']),
  elapsedMs: z.number(),
  requestId: text,
  version: text,
  error: text,
});
/** A process that a write has started, and that can outlive its run. */
const started = z.object({
  ...stamp,
  kind: z.literal('process'),
  write: z.int(),
  resource: z.string(),
  pid: z.int(),
  boot: z.string(),
  start: z.string().optional(),
});
/** As a report has it. */
const failure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  resource: text,
  awsEncodedMessage: text.default(null),
});
const end = z.object({
  ...stamp,
  kind: z.literal('end'),
  outcome: z.string(),
  exitCode: z.int(),
  /** As the run itself told it; absent in journals of earlier versions, as is the error that decided. */
  elapsedMs: z.number().optional(),
  error: failure.nullish(),
  /** The resources that a deactivation could not release. */
  left: z.array(z.string()),
  /** The resources that were not tried; absent in journals of earlier versions. */
  skipped: z.array(z.string()).optional(),
});

const entry = z.discriminatedUnion('kind', [begin, intent, started, outcome, end]);

/** One line of the journal. `begin` and `end` frame a run; every write has its `intent` before and its `outcome` after. */
export type Entry = Readonly<z.output<typeof entry>>;

/** The entry of a run's beginning. */
export type Begin = Extract<Entry, { kind: 'begin' }>;

/** How every line begins. */
const START = '{"at":"';

/** One line's text, also for a person who reads the file. */
export const writeLine = (entry: Entry): string => {
  const { at, run, ...rest } = entry;
  return `${visible(JSON.stringify({ at, run, ...rest }))}\n`;
};

/** The entries of a journal's text. Half lines, as crashes and full disks leave them, and whatever else is no entry are passed over. */
export const readLines = (text: string): Entry[] => text.split('\n').flatMap(readLine);

/** A whole line may stand behind half of another one: its start cannot be in the middle, where quotes are escaped. */
function readLine(line: string): Entry[] {
  const start = line.lastIndexOf(START);
  if (start < 0) return [];
  try {
    const { data } = entry.safeParse(JSON.parse(line.slice(start)));
    return data ? [data] : [];
  } catch {
    return []; // not JSON: see above
  }
}
