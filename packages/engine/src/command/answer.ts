import type { KirikaeError, Run, Status } from '@kirikae/core';
import { mask, sleep, toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import type { Member, Missing, Share } from '../group/member.ts';
import { createRead, retriesOf } from '../move/read.ts';
import { createWait } from '../move/wait.ts';
import { type LookReport, reportError, reportStatus } from '../report/report.ts';
import { nodesOf } from '../run/node.ts';
import type { Session } from '../run/session.ts';
import { advise } from './advice.ts';

/** What a look of a command that only reads found of a resource, or why it cannot be told. */
export type Answer = { readonly member: Member; readonly elapsedMs: number } & (
  | { readonly status: Status }
  | { readonly error: KirikaeError }
);

/** Looks at a resource. Never throws. `doubts`: after how many ms each an answer other than active is looked at again. */
export async function answerOf(
  session: Session,
  node: Run['node'],
  member: Share,
  doubts: readonly number[] = [],
): Promise<Answer> {
  const { signal } = session.deadline;
  const run = readingRun(session, node, member.name);
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  session.tell({ kind: 'look', resource: member.name });
  try {
    let status = await untilEnded(member.resource.status(run), signal);
    for (const pause of doubts) {
      if (status.state === 'active') break;
      await sleep(pause, signal).catch(() => {});
      if (signal.aborted) break; // no time for doubts: what was seen is what there is
      status = await untilEnded(member.resource.status(run), signal);
    }
    const elapsedMs = took();
    if (session.options.command === 'status' || status.state === 'active') await advise(session, member, run, status);
    return { member, elapsedMs, status };
  } catch (error) {
    return { member, elapsedMs: took(), error: toKirikaeError(error) };
  }
}

/** A run that only reads; a write in it is a defect of the plugin. */
export function readingRun(session: Session, node: Run['node'], resource: string): Run {
  const { deadline, readMany, paceOf, attempts, options, report, tell } = session;
  const { signal } = deadline;
  const write = async (action: string) => {
    throw new Error(`${action} in a command that only reads`);
  };
  const { log = () => {} } = options;
  const shown = (what: string) => tell({ kind: 'wait', resource, what, written: false });
  const retried = retriesOf(resource, tell);
  const read = createRead(deadline, { paceOf, attempts, retried });
  const wait = createWait({ deadline, paceOf, attempts, dryRun: false, shown, retried });
  return {
    node,
    resource,
    reason: report.reason,
    deadline,
    signal,
    dryRun: report.dryRun,
    unfinished: false,
    log,
    progress: (what) => tell({ kind: 'doing', resource, what }),
    read,
    readMany: (question, about) => readMany(question, about, { signal, attempts, retried }),
    write,
    wait,
  };
}

/** The answer for a resource that cannot be made: one whose value this node lacks is not here; else it cannot be told. */
export function answerFor({ error, ...member }: Missing): Answer {
  if (!error.lacking) return { member, elapsedMs: 0, error };
  return { member, elapsedMs: 0, status: { state: 'inactive', detail: `not active here: ${error.message}` } };
}

/** An answer for the report. */
export function reportAnswer(answer: Answer, { content }: Pick<Config, 'content'>): LookReport {
  const { name, subject, type, required } = answer.member;
  const base = { name, subject: subject ?? name, type, required };
  const { elapsedMs } = answer;
  if ('error' in answer)
    return { ...base, state: null, holder: null, detail: null, error: reportError(answer.error, name), elapsedMs };
  const told = answer.status.subject ? { subject: mask(answer.status.subject) } : {};
  return { ...base, ...told, ...reportStatus(answer.status, nodesOf(content)), error: null, elapsedMs };
}
