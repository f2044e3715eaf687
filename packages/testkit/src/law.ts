import type { State } from '@kirikae/core';
import type { LookReport, Report, ResourceReport } from '@kirikae/engine';
import { type Bench, openBench } from './bench.ts';
import type { Commands } from './commands.ts';
import type { Subject, Trouble } from './harness.ts';

/** One law of a resource type. `check` throws `LawBroken`; it is given a new world, and no test framework. */
export interface Law {
  readonly number: number;
  readonly sentence: string;
  check(bench: Bench): Promise<void>;
}

/** A law that does not hold, in a sentence that says what was seen instead. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken';
}

/** Checks one law in a world of its own. Throws `LawBroken`, with the law's number and sentence. */
export async function checkLaw(law: Law, subject: Subject): Promise<void> {
  const bench = await openBench(subject);
  try {
    await law.check(bench);
  } catch (error) {
    if (!(error instanceof LawBroken)) throw error;
    throw new LawBroken(`law ${law.number} (${law.sentence}) is broken: ${error.message}`);
  } finally {
    await bench.close();
  }
}

/** Throws `LawBroken` with `otherwise` unless `holds`. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new LawBroken(otherwise);
}

/** The resource in a report of a command that writes. */
export const resourceIn = ({ resources }: Report): ResourceReport | undefined => resources[0] as ResourceReport;

/** Runs a command that must end in 0. */
export async function succeed(what: string, command: Promise<Report>): Promise<Report> {
  const report = await command;
  must(report.exitCode === 0, `${what} ended in ${ending(report)}`);
  return report;
}

/** How a command ended, for people. */
export const ending = ({ exitCode, error }: Report): string =>
  error ? `${exitCode}: ${error.code}: ${error.message}` : `${exitCode}`;

/** Where the resource is, asked anew by a command of the node. */
export async function stateAt(node: Commands): Promise<State | null> {
  const report = await succeed(`status on ${node.name}`, node.status());
  return (report.resources[0] as LookReport).state;
}

/** Asserts where the resource is. */
export async function mustBe(node: Commands, state: State, when: string): Promise<void> {
  const found = await stateAt(node);
  must(found === state, `${when}, ${node.name} says ${found}, not ${state}`);
}

/** Asserts who has the resource, by the other side's own books. */
export async function mustHold(
  { harness }: Pick<Bench, 'harness'>,
  node: { readonly name: string } | null,
  when: string,
) {
  const found = (await harness.holders()).toSorted();
  const wanted = node ? [node.name] : [];
  must(
    String(found) === String(wanted),
    `${when}, ${found.join(' and ') || 'nobody'} has it by the other side's own books, not ${wanted[0] ?? 'nobody'}`,
  );
}

/** Makes `a` let go of the resource: by its own release, or where the type has none, by the other's takeover. */
export async function takeAway({ a, b }: Bench): Promise<void> {
  await succeed(`deactivate on ${a.name}`, a.deactivate({ strict: true }));
  if ((await stateAt(a)) === 'active') await succeed(`activate on ${b.name}`, b.activate());
}

/** The harness's trouble; a law that needs it is broken without, and never passes unseen. */
export function troubleOf({ harness }: Bench): Trouble {
  if (harness.trouble) return harness.trouble;
  throw new LawBroken('the harness cannot show it: give it `trouble`, or waive this law with a reason');
}

/** Runs `body` during a trouble. */
export async function during<T>(lift: () => void, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } finally {
    lift();
  }
}
