import type { KirikaeError } from '@kirikae/core';
import type { Group } from '../file/config-schema.ts';
import type { Member } from '../group/member.ts';
import { conclude, failWith, worst } from '../report/ending.ts';
import { engineError } from '../report/errors.ts';
import { reportError } from '../report/report.ts';
import type { Session } from '../run/session.ts';
import { activeBy, stoppedBy } from '../state/completed.ts';
import type { StateRecord } from '../state/record.ts';
import { knownAgain, unknownFor } from '../state/unknown-since.ts';
import type { Answer } from './answer.ts';

/** True for a required resource that is certainly not here. */
export const isCertainlyGone = (answer: Answer): boolean =>
  answer.member.required && 'status' in answer && answer.status.state !== 'active';

const isHere = (answer: Answer): boolean => 'status' in answer && answer.status.state === 'active';

/** What a monitor judges by. */
interface Evidence {
  readonly answers: readonly Answer[];
  /** False if a certain answer made the others needless. */
  readonly all: boolean;
  readonly record: StateRecord;
  readonly boot: string;
}

/** The order of the public interface: half here and only ours to let go, not here, here, cannot tell. */
export async function judge(session: Session, group: Group, evidence: Evidence): Promise<void> {
  const { answers, all, record } = evidence;
  const gone = answers.find(isCertainlyGone);
  const stuck = answers.find((answer) => !answer.member.takeable && isHere(answer));
  if (gone && stuck) {
    failWith(session.report, engineError('HALF_ACTIVE', '', { here: stuck.member.name, gone: gone.member.name }));
    return;
  }
  if (gone || stoppedBy(record.completed)) return told(session, 'inactive');
  if (all && answers.every((answer) => !answer.member.required || isHere(answer))) return told(session, 'done');
  await cannotTell(session, group, evidence);
}

async function told({ directory, options, report }: Session, outcome: 'done' | 'inactive'): Promise<void> {
  await knownAgain(directory, options.group ?? '');
  conclude(report, outcome);
}

/** 7 unless this node is the active one as far as it knows; then what the file says. */
async function cannotTell(session: Session, group: Group, { answers, record, boot }: Evidence): Promise<void> {
  const { report } = session;
  const failures = answers.flatMap((answer) => ('error' in answer && answer.member.required ? [answer] : []));
  const kind = worst(failures.map(({ error }) => error.kind)) ?? 'unreachable';
  const first = failures.find(({ error }) => error.kind === kind);
  report.error = first ? reportError(first.error, first.member.name) : null;
  if (!activeBy(record.completed, boot)) return conclude(report, kind, 7);
  const longest = failures.some(isPluginSlow) ? SLOW : Number.POSITIVE_INFINITY;
  const fine = await isTolerated(session, group, longest, record.completed?.run ?? '');
  conclude(report, kind, fine ? 0 : 20);
}

/** How long, in ms, a plugin may be too slow to tell, whatever the file tolerates: the fault is on this node, and the next one may do better. */
const SLOW = 120_000;

const isPluginSlow = ({ error, member }: { readonly error: KirikaeError; readonly member: Member }): boolean =>
  error.code === 'PLUGIN_SLOW' || (member.plugin !== null && error.code === 'DEADLINE');

async function isTolerated(
  { directory, options }: Session,
  { whenUnknown, unknownTolerance }: Group,
  longest: number,
  run: string,
): Promise<boolean> {
  if (whenUnknown === 'fail') return false;
  const tolerance = Math.min(longest, unknownTolerance === 'forever' ? longest : unknownTolerance);
  return tolerance === Number.POSITIVE_INFINITY || (await unknownFor(directory, options.group ?? '', run)) <= tolerance;
}
