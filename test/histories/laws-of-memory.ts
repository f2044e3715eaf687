import type { Call } from '@kirikae/simulator';
import { type Ended, ended, type Law, remembers, runIdOf, tell, writesOf } from './law.ts';
import { MOVES } from './memory.ts';
import type { Outcome } from './play.ts';

/** A line of the journal, as far as the laws read it. */
interface Line {
  readonly run: string;
  readonly kind: 'begin' | 'intent' | 'outcome' | 'end';
  readonly write?: number;
  readonly resource?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly error?: string | null;
  readonly exitCode?: number;
}

/** The whole lines of a node's journal; where a crash or a full disk left half of one, what stands behind it. */
function linesOf(journal: string): Line[] {
  return journal.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line.slice(Math.max(0, line.lastIndexOf('{"at":"'))))];
    } catch {
      return [];
    }
  });
}

const linesOn = (index: number, { journals }: Outcome): Line[] => linesOf(journals[index] ?? '');

/** The runs whose end is known and whose disk kept what they wrote; the power may have failed after them. */
function kept(outcome: Outcome): Ended[] {
  const { played } = outcome;
  return [...ended(played, 'activate'), ...ended(played, 'deactivate')].filter(remembers);
}

/** Every write has its intent in the journal of its node, whatever became of the run: unless its disk did not do what it was asked. */
export const everyWriteIsJournalled: Law = (outcome) => {
  const { cluster, played } = outcome;
  return cluster.nodes.flatMap(({ index, name }) => {
    const intents = linesOn(index, outcome).filter(({ kind }) => kind === 'intent');
    const writes = cluster.simulator.calls.filter((call) => call.write && call.caller === name && call.action in MOVES);
    const spoiled = played.filter((each) => each.node.index === index && !remembers(each));
    return [...new Set(writes.map(runIdOf))].flatMap((run) => {
      if (spoiled.some(({ report }) => report === undefined || report.runId === run)) return [];
      return Object.keys(MOVES).flatMap((action) => {
        const sent = writes.filter(
          (call) => runIdOf(call) === run && call.action === action && !isRefusedForTime(call),
        );
        const meant = intents.filter((line) => line.run === run && line.action?.endsWith(`:${action}`));
        return sent.length > meant.length
          ? [`run ${run} of ${name}: ${sent.length} ${action}, ${meant.length} intents`]
          : [];
      });
    });
  });
};

const isRefusedForTime = ({ status, fault }: Call): boolean => fault === 'skew' && status >= 400;

/** Before the first write is sent, the state record has what this node needs to let go of it. */
export const everythingIsRemembered: Law = ({ unremembered }) =>
  unremembered
    .filter(({ spoiled }) => !spoiled)
    .map(({ call }) => `${call.action} of ${call.caller} was sent and the state record does not know of it`);

/** Every run is framed by its begin and its end, and of every write it is journalled what became of it: the same as is reported. */
export const everyOutcomeIsJournalled: Law = (outcome) =>
  kept(outcome).flatMap((each) => {
    const own = linesOn(each.node.index, outcome).filter(({ run }) => run === each.report.runId);
    if (own.length === 0 && each.report.resources.length === 0) return []; // it never came to its work
    const of = (kind: Line['kind']) => own.filter((line) => line.kind === kind);
    const broken: string[] = [];
    const intents = of('intent').map(
      ({ write }) => of('outcome').find((line) => line.write === write)?.outcome ?? 'open',
    );
    const told = each.report.resources.flatMap((resource) => ('writes' in resource ? resource.writes : []));
    const reported = told.map(({ outcome: became }) => became);
    if (intents.toSorted().join() !== reported.toSorted().join())
      broken.push(`${tell(each)} reports [${reported}], and its journal has [${intents}]`);
    const isLost = each.boot < each.node.machine.boot; // an end is not waited for: the power may have failed before it was on the disk
    const ends = of('end').map(({ exitCode }) => exitCode);
    if (!isLost && ends.join() !== String(each.report.exitCode))
      broken.push(`${tell(each)} ends in [${ends}] in its journal`);
    return broken;
  });

/** What is told of a write is so: `done` was answered, and what `failed` had no effect. */
export const outcomesAreTrue: Law = (outcome) =>
  kept(outcome).flatMap((each) => {
    const sent = writesOf(each.report.runId, outcome);
    const told = each.report.resources.flatMap((resource) => ('writes' in resource ? resource.writes : []));
    return Object.keys(MOVES).flatMap((action) => {
      const done = told.filter((write) => write.action.endsWith(`:${action}`) && write.outcome === 'done');
      const failed = told.filter((write) => write.action.endsWith(`:${action}`) && write.outcome === 'failed');
      const calls = sent.filter((call) => call.action === action);
      const answered = calls.filter(({ status, error }) => status === 200 || error !== null);
      const refused = calls.filter(({ status }) => status >= 400);
      const unsent = told.filter((write) => write.action.endsWith(`:${action}`)).length - calls.length;
      if (done.length > answered.length) return [`${tell(each)} says that ${done.length} ${action} were done`];
      if (failed.length > refused.length + Math.max(0, unsent))
        return [`${tell(each)} says that ${failed.length} ${action} failed`];
      return [];
    });
  });

/** A run warns of its state directory only if that did not do what it was asked; slowness is no reason. */
export const stateIsSound: Law = ({ played }) =>
  played
    .filter(remembers)
    .filter(({ report }) =>
      report?.warnings.some(({ code }) => code === 'STATE_UNAVAILABLE' || code === 'STATE_BROKEN'),
    )
    .map((each) => `${tell(each)} warns: ${each.report?.warnings.map(({ message }) => message).join('; ')}`);
