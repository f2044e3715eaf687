import { type Config, groupOf, readConfig } from '../file/config.ts';
import { bootId } from '../machine/boot.ts';
import { conclude, failWith } from '../report/ending.ts';
import type { GroupReport, LookReport, Report } from '../report/report.ts';
import { beginRun, finishReport, type RunOptions } from '../run/options.ts';
import { prepare } from '../run/prepare.ts';
import { closeSession, openSession, type Session } from '../run/session.ts';
import { activeBy, stoppedBy } from '../state/completed.ts';
import { readState } from '../state/record.ts';
import { type Answer, answerFor, answerOf, reportAnswer } from './answer.ts';
import { load } from './load.ts';
import { isCertainlyGone } from './verdict.ts';

/** Looks at one group, or at all, for people. It never writes. Never throws: the report tells. */
export async function runStatus(given: RunOptions): Promise<Report> {
  const { options, report } = beginRun(given);
  try {
    const config = await readConfig(options.configPath);
    report.configDigest = config.file.digest;
    const names = options.group === null ? Object.keys(config.content.groups) : [options.group];
    const groups = names.map((name) => groupOf(config, name));
    if (options.group !== null) report.strategy = groups[0]?.strategy ?? null;
    const longest = Math.max(0, ...groups.map((group) => group.monitorTimeout));
    const session = openSession(options, report, options.timeout ?? longest);
    await statusIn(session, config, names).finally(() => closeSession(session));
  } catch (error) {
    failWith(report, error);
  }
  return finishReport(options, report);
}

async function statusIn(session: Session, config: Config, names: readonly string[]): Promise<void> {
  const { report } = session;
  const found = await Promise.all(names.map((name) => groupIn(session, config, name)));
  report.resources = found.flatMap(({ answers }, index) =>
    answers.map((answer): LookReport => ({ ...where(report, names[index]), ...reportAnswer(answer, config) })),
  );
  report.groups = found.map(({ group }) => group);
  concludeStatus(
    report,
    found.flatMap(({ answers }) => answers),
  );
}

/** With all groups asked for, each resource says whose it is. */
const where = ({ group }: Report, name: string | undefined) => (group === null && name ? { group: name } : {});

/** What is found of one group: its answers, in the order of the file. */
interface Found {
  readonly group: GroupReport;
  readonly answers: Answer[];
}

async function groupIn(all: Session, config: Config, name: string): Promise<Found> {
  const session = { ...all, options: { ...all.options, group: name } };
  const members = await load(session, config, name, groupOf(config, name));
  const record = await readState(session.directory, name);
  session.directory.refuseUnsafe();
  const { node, shares, missing, stranger } = await prepare(session, { config, members, record });
  if (stranger?.kind === 'usage') throw stranger;
  all.steps.push(...shares.map((each) => each.name));
  const answers = [
    ...missing.map(answerFor),
    ...(await Promise.all(shares.map((each) => answerOf(session, node, each)))),
  ];
  const place = ({ member }: Answer) => members.findIndex((each) => each.name === member.name);
  answers.sort((a, b) => place(a) - place(b));
  const { completed } = record;
  const activatedAt = activeBy(completed, await bootId()) ? (completed?.at ?? null) : null;
  const answer = stoppedBy(completed) ? 'not active' : answerOfAll(answers);
  return { answers, group: { group: name, answer, activatedAt } };
}

/** As monitor answers it. */
function answerOfAll(answers: readonly Answer[]): GroupReport['answer'] {
  if (answers.some(isCertainlyGone)) return 'not active';
  return answers.some((each) => each.member.required && 'error' in each) ? 'cannot tell' : 'active';
}

/** 0 whatever was found; 22 or 20 if a resource could not be told. */
function concludeStatus(report: Report, answers: readonly Answer[]): void {
  const failed = answers.flatMap((answer, index) => ('error' in answer ? [{ index, denied: isDenied(answer) }] : []));
  const told = failed.find(({ denied }) => denied) ?? failed[0];
  if (!told) return conclude(report, 'done');
  report.error = report.resources[told.index]?.error ?? null;
  conclude(report, told.denied ? 'denied' : 'unreachable');
}

const isDenied = (answer: Answer): boolean => 'error' in answer && answer.error.kind === 'denied';
