import type { Host, Kind } from '@kirikae/core';
import type { Config } from '../file/config.ts';
import type { Group } from '../file/config-schema.ts';
import type { Share } from '../group/member.ts';
import { activateAll } from '../move/activation.ts';
import { isTouched, type Work } from '../move/work.ts';
import { conclude, failWith, worst } from '../report/ending.ts';
import type { Report, ResourceReport } from '../report/report.ts';
import { withShares } from '../run/entries.ts';
import { sharedByFile, warningOf } from '../run/neighbours.ts';
import { openGroup } from '../run/open-group.ts';
import { beginRun, finishReport, type RunOptions } from '../run/options.ts';
import { type Prepared, prepare, withSubject } from '../run/prepare.ts';
import { closeSession, openSession, type Session } from '../run/session.ts';
import { makeContext, noteFailed, type WritingRun, withLock } from '../run/writing-run.ts';
import { ofMachine, type StateRecord } from '../state/record.ts';
import { advise } from './advice.ts';
import { readingRun } from './answer.ts';
import { load } from './load.ts';

/** Makes this node the holder of all resources of a group, and proves it. Never throws: the report tells. */
export async function runActivate(given: RunOptions & { readonly group: string }): Promise<Report> {
  const { options, report } = beginRun(given);
  try {
    const { config, group } = await openGroup(options, report, options.group);
    const session = openSession(options, report, options.timeout ?? group.timeout);
    await activateIn(session, config, options.group, group).finally(() => closeSession(session));
  } catch (error) {
    failWith(report, error);
  }
  return finishReport(options, report);
}

async function activateIn(session: Session, config: Config, name: string, group: Group): Promise<void> {
  const prepared = await prepareFor(session, config, name, group);
  await withLock(session, 'activate', {
    held: (run) => activateHeld(run, prepared, config),
    barred: (error) => failWith(session.report, error),
  });
}

/** This node's share of the group. That there is none is in the journal as well. */
async function prepareFor(session: Session, config: Config, name: string, group: Group): Promise<Prepared> {
  try {
    const members = await load(session, config, name, group);
    return await prepare(session, { config, members });
  } catch (error) {
    failWith(session.report, error);
    await noteFailed(session, 'activate');
    throw error;
  }
}

/**
 * Everything is recorded before the first write, so that a run that is killed leaves what a deactivation needs. In the end stays what was
 * there before, what was found here, and what may have been written.
 */
async function activateHeld(
  run: WritingRun,
  { node, shares: made, host }: Prepared,
  config: Config,
): Promise<StateRecord['resources']> {
  const { report, options, deadline, steps } = run.session;
  const former = ofMachine(run.record, node.id).resources;
  const shares = made.map((share) => withSubject(share, former));
  steps.push(...shares.map(({ name }) => name));
  const pending = shares.map((share) => ({ share, pending: report.runId }));
  if (!deadline.signal.aborted) await run.remember(await withShares(former, pending, options.registry)); // else none is sent
  const works: Work[] = [];
  const context = makeContext(run, node, config.content);
  const reports = await activateAll(context, shares, (work) => void works.push(work));
  report.resources = reports;
  concludeActivate(report, reports);
  await adviseAll(run.session, node, works);
  if (!deadline.signal.aborted) await warnOfOthers(run.session, config, shares, host);
  // the version also of a write that was answered and could not be read back
  const touched = works.filter(isTouched).map(({ member, writer, version, report: { subject } }) => ({
    share: { ...member, subject },
    version: writer.last()?.version ?? version,
  }));
  return withShares(former, touched, options.registry);
}

/** That another group of the file moves one of these as well stops nothing, and is told. */
async function warnOfOthers({ options, warn }: Session, config: Config, shares: readonly Share[], host: Host) {
  const { group, registry } = options;
  const common = await sharedByFile(config, shares, { group: group ?? '', registry, host });
  for (const each of common) warn(warningOf(each, 'each takes it from the other'));
}

/** What else must be right for what is here now, or would be after a dry run. */
async function adviseAll(session: Session, node: Prepared['node'], works: readonly Work[]): Promise<void> {
  const told = works.map(async ({ member, proof, basis, report }) => {
    const seen = (proof ?? basis)?.status;
    if (seen && report.error === null) await advise(session, member, readingRun(session, node, member.name), seen);
  });
  await Promise.all(told);
}

/** The first kind of failure of what is required; else 23 if anything else failed; else done. */
function concludeActivate(report: Report, reports: readonly ResourceReport[]): void {
  const failures = reports.filter((each) => each.error !== null);
  const kinds = failures.map((each) => (each.required ? (each.outcome as Kind) : 'degraded'));
  const kind = worst(kinds);
  if (!kind) return conclude(report, 'done');
  const first = failures.find((each) => each.required && each.outcome === kind) ?? failures[0];
  report.error = first?.error ?? null;
  conclude(report, kind);
}
