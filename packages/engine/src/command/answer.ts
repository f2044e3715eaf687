import type { KirikaeError, Run, Status } from '@kirikae/core';
import { sleep, toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import type { Member, Missing, Share } from '../group/member.ts';
import { createWait } from '../move/wait.ts';
import { type LookReport, reportError, reportStatus } from '../report/report.ts';
import type { Session } from '../run/session.ts';
import { advise } from './advice.ts';

/** What a look of a command that only reads found of a resource, or why it cannot be told. */
export type Answer = { readonly member: Member } & ({ readonly status: Status } | { readonly error: KirikaeError });

/** Looks at a resource. Never throws. `doubts`: after how many ms each an answer other than active is looked at again. */
export async function answerOf(
  session: Session,
  node: Run['node'],
  member: Share,
  doubts: readonly number[] = [],
): Promise<Answer> {
  const { signal } = session.deadline;
  const run = readingRun(session, node, member.name);
  try {
    let status = await untilEnded(member.resource.status(run), signal);
    for (const pause of doubts) {
      if (status.state === 'active') break;
      await sleep(pause, signal).catch(() => {});
      if (signal.aborted) break; // no time for doubts: what was seen is what there is
      status = await untilEnded(member.resource.status(run), signal);
    }
    if (session.options.command === 'status' || status.state === 'active') await advise(session, member, run, status);
    return { member, status };
  } catch (error) {
    return { member, error: toKirikaeError(error) };
  }
}

/** A run that only reads; a write in it is a defect of the plugin. */
export function readingRun(session: Session, node: Run['node'], resource: string): Run {
  const { deadline, read, readMany, paceOf, attempts, options, report } = session;
  const { signal } = deadline;
  const write = async (action: string) => {
    throw new Error(`${action} in a command that only reads`);
  };
  const { log = () => {}, event = () => {} } = options;
  const shown = (what: string) => event({ kind: 'wait', resource, what });
  const wait = createWait({ deadline, paceOf, attempts, dryRun: false, shown });
  return {
    node,
    resource,
    reason: report.reason,
    deadline,
    signal,
    dryRun: report.dryRun,
    unfinished: false,
    log,
    progress: shown,
    read,
    readMany: (question, about) => readMany(question, about, { signal, attempts }),
    write,
    wait,
  };
}

/** The answer for a resource that cannot be made: one whose value this node lacks is not here; else it cannot be told. */
export function answerFor({ error, ...member }: Missing): Answer {
  if (!error.lacking) return { member, error };
  return { member, status: { state: 'inactive', detail: `not active here: ${error.message}` } };
}

/** An answer for the report. */
export function reportAnswer(answer: Answer, { content: { nodes } }: Pick<Config, 'content'>): LookReport {
  const { name, type, required } = answer.member;
  const base = { name, type, required };
  if ('error' in answer)
    return { ...base, state: null, holder: null, detail: null, error: reportError(answer.error, name) };
  return { ...base, ...reportStatus(answer.status, nodes), error: null };
}
