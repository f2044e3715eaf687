import type { Config } from '../file/config.ts';
import type { Group } from '../file/config-schema.ts';
import type { Member } from '../group/member.ts';
import { bootId } from '../machine/boot.ts';
import { STALE } from '../move/stale.ts';
import { conclude, failWith } from '../report/ending.ts';
import type { Report } from '../report/report.ts';
import { openGroup } from '../run/open-group.ts';
import { beginRun, finishReport, type RunOptions } from '../run/options.ts';
import { prepare } from '../run/prepare.ts';
import { closeSession, openSession, type Session } from '../run/session.ts';
import { activeBy, stoppedBy } from '../state/completed.ts';
import { readState, type StateRecord } from '../state/record.ts';
import { type Answer, answerFor, answerOf, reportAnswer } from './answer.ts';
import { load } from './load.ts';
import { isCertainlyGone, judge } from './verdict.ts';

/** When an answer that contradicts the state record is looked at again, in ms. */
const AGAIN = [STALE, 2 * STALE] as const;

/** The cluster manager's periodic question. It never writes to the world. Never throws: the report tells. */
export async function runMonitor(given: RunOptions & { readonly group: string }): Promise<Report> {
  const { options, report } = beginRun(given);
  try {
    const { config, group } = await openGroup(options, report, options.group);
    const session = openSession(options, report, options.timeout ?? group.monitorTimeout);
    await monitorIn(session, config, options.group, group).finally(() => closeSession(session));
  } catch (error) {
    failWith(report, error);
  }
  return finishReport(options, report);
}

async function monitorIn(session: Session, config: Config, name: string, group: Group): Promise<void> {
  const { directory, report } = session;
  const members = await load(session, config, name, group);
  const record = await readState(directory, name);
  directory.refuseUnsafe();
  const boot = await bootId();
  const told = withoutLooking(members, record, boot);
  if (told) return conclude(report, told);
  const { node, shares, missing, stranger } = await prepare(session, { config, members, record });
  if (stranger?.kind === 'usage') throw stranger;
  session.steps.push(...shares.map((each) => each.name));
  const doubtsOf = (share: Member) => (session.options.believesFirst ? [] : doubts(share, record, boot));
  const looks = shares.map((share) => answerOf(session, node, share, doubtsOf(share)));
  const answers = await gather(looks, shares, missing.map(answerFor));
  const place = ({ member }: Answer) => members.findIndex(({ name }) => name === member.name);
  answers.sort((a, b) => place(a) - place(b));
  report.resources = answers.map((answer) => reportAnswer(answer, config));
  await judge(session, group, { answers, all: answers.length === members.length, record, boot });
}

/** What the state record alone can answer: after a deactivation, unless something may have been left; or where no look would tell. */
function withoutLooking(
  members: readonly Member[],
  { completed }: StateRecord,
  boot: string,
): 'done' | 'inactive' | null {
  const takeable = members.every((each) => each.takeable);
  if (stoppedBy(completed) && takeable) return 'inactive';
  if (members.some(({ tellsHolder }) => tellsHolder)) return null;
  return activeBy(completed, boot) ? 'done' : 'inactive';
}

/** A resource that this node has by its record is looked at again before "not here" is believed. */
function doubts({ name, required }: Member, { completed, resources }: StateRecord, boot: string): readonly number[] {
  const recorded = resources[name];
  const expected = recorded !== undefined && (required || recorded.version !== null);
  return expected && activeBy(completed, boot) ? AGAIN : [];
}

/** All answers, or as many as are needed to say for certain that the group is not active here. */
async function gather(
  looks: readonly Promise<Answer>[],
  members: readonly Member[],
  unmade: readonly Answer[],
): Promise<Answer[]> {
  const answers = [...unmade];
  const owed = new Set(members.filter(({ takeable }) => !takeable).map(({ name }) => name));
  return new Promise((resolve) => {
    const check = () => {
      const all = answers.length === looks.length + unmade.length;
      if (all || (owed.size === 0 && answers.some(isCertainlyGone))) resolve([...answers]);
    };
    check();
    for (const look of looks)
      void look.then((answer) => {
        answers.push(answer);
        owed.delete(answer.member.name);
        check();
      });
  });
}
