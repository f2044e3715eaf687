import type { Kind, KirikaeError, Reason } from '@kirikae/core';
import { EXIT_CODES } from '@kirikae/core/machinery';
import { type Member, type Missing, recorded, type Share } from '../group/member.ts';
import { bootId } from '../machine/boot.ts';
import { deactivateAll, keeps } from '../move/deactivation.ts';
import { conclude, failWith, worst } from '../report/ending.ts';
import { type Report, type ResourceReport, reportError } from '../report/report.ts';
import { type ByFile, everything, gather, readMembers } from '../run/holdings.ts';
import { heldByOthers, warningOf } from '../run/neighbours.ts';
import { nameIn } from '../run/node.ts';
import { beginRun, finishReport, type RunOptions } from '../run/options.ts';
import { closeSession, openSession, type Session } from '../run/session.ts';
import { makeContext, type WritingRun, withLock } from '../run/writing-run.ts';
import { activatedBy, activeBy } from '../state/completed.ts';
import { EMPTY, readState, type StateRecord } from '../state/record.ts';

/** The time in ms for a group whose file cannot be read. */
const DEFAULT_TIMEOUT = 25_000;

/**
 * Lets go of what this node holds of a group. It covers what the file has in use and what the state record says was activated here;
 * without a usable file the record alone. Never throws: the report tells.
 */
export async function runDeactivate(given: RunOptions & { readonly group: string }): Promise<Report> {
  const { options, report } = beginRun(given);
  try {
    report.node = { name: nameIn(undefined, options).name, instanceId: null };
    const file = await readMembers(options, report);
    const group = file.config?.content.groups[options.group];
    const session = openSession(options, report, options.timeout ?? group?.timeout ?? DEFAULT_TIMEOUT);
    await deactivateIn(session, file).finally(() => closeSession(session));
  } catch (error) {
    failWith(report, error);
  }
  return finishReport(options, report);
}

async function deactivateIn(session: Session, file: ByFile): Promise<void> {
  const { options, directory, warn, report } = session;
  const record = await readState(directory, options.group ?? '');
  if (file.error) {
    if (record === EMPTY) throw file.error;
    warn({ code: file.error.code, message: `${file.error.message}: working from the state record alone` });
  }
  await withLock(session, 'deactivate', {
    held: (run) => deactivateHeld(run, file),
    barred: (error) => concludeBarred(report, everything(file, record), error, options.strict ?? false),
  });
}

async function deactivateHeld(run: WritingRun, file: ByFile): Promise<StateRecord['resources']> {
  const { report, options } = run.session;
  const { node, shares, missing, record } = await gather(run, file);
  const known = { ...record.resources };
  const context = makeContext(run, node, file.config?.content);
  run.session.steps.push(...shares.map(({ name }) => name));
  const boot = await bootId();
  const expected = ({ name }: Member) => run.unfinished.has(name) || mayBeHere(run.record, name, boot);
  const spared = await sparedOf(run.session, shares, file.config);
  const ours = shares.filter(({ name }) => !spared.has(name));
  for (const name of spared.keys()) delete known[name];
  const reports = await deactivateAll(context, ours, expected, ({ member, report: { outcome, subject } }) => {
    const before = Object.hasOwn(known, member.name) ? known[member.name] : undefined;
    if (outcome === 'done' || outcome === 'unchanged') delete known[member.name];
    else if (before) known[member.name] = recorded({ ...member, subject }, before.version);
  });
  const all = [...inOrder(shares, reports, spared), ...missing.map((each) => missingReport(each, report.reason))];
  if (file.config) for (const each of all) tellOrigin(each, file, options.group ?? '');
  report.resources = all;
  const takeable = new Map([...shares, ...missing].map((each) => [each.name, each.takeable]));
  const must = (each: ResourceReport) => options.strict || !(takeable.get(each.name) || isOvertaken(each.error));
  concludeDeactivate(report, all, must);
  return known;
}

/** What stays since another group's record says that it is active here for that one: this group has no share in it any more. */
async function sparedOf(
  session: Session,
  shares: readonly Share[],
  config: ByFile['config'],
): Promise<Map<string, ResourceReport>> {
  const { reason } = session.report;
  const released = shares.filter(({ onDeactivate }) => !keeps(onDeactivate, reason));
  const spared = new Map<string, ResourceReport>();
  for (const each of await heldByOthers(session, released, config)) {
    const { name, subject, type, required } = each.share;
    if (!spared.has(name)) session.warn(warningOf(each, 'it is kept here for that group'));
    spared.set(name, {
      name,
      subject: subject ?? name,
      type,
      required,
      before: null,
      after: null,
      writes: [],
      outcome: 'kept',
      error: null,
    });
  }
  return spared;
}

/** The reports of all shares, in their order. */
function inOrder(
  shares: readonly Share[],
  reports: readonly ResourceReport[],
  spared: ReadonlyMap<string, ResourceReport>,
): ResourceReport[] {
  const [...rest] = reports;
  return shares.flatMap(({ name }) => spared.get(name) ?? rest.shift() ?? []);
}

/** True if the last activation brought a resource here; where it failed, if it may have: what was written may show only now. */
function mayBeHere({ completed, resources }: StateRecord, name: string, boot: string): boolean {
  const known = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (!known || !activatedBy(completed, boot)) return false;
  return known.version !== null || !activeBy(completed, boot);
}

/** What the file does not describe must say where it comes from, and how it is got rid of. */
function tellOrigin(each: ResourceReport, { members }: ByFile, group: string): void {
  if (members.some(({ name }) => name === each.name)) return;
  if (each.before) each.before = { ...each.before, detail: `${each.before.detail}; by this node's state record` };
  if (!each.error) return;
  const message = `${each.error.message} (${each.name} is known from this node's state record alone)`;
  const hint = `${each.error.hint}; if nothing of it is left to release, \`kirikae forget ${group} ${each.name}\` takes it out of the record`;
  each.error = { ...each.error, message, hint };
}

const isOvertaken = (error: { readonly code: string } | null): boolean => error?.code === 'OVERTAKEN';

/** A resource that cannot be made here: a value that this node lacks means that it never held it; else it cannot be told. */
function missingReport(
  { name, subject, type, required, onDeactivate, error }: Missing,
  reason: Reason | null,
): ResourceReport {
  const base = { name, subject: subject ?? name, type, required, before: null, after: null, writes: [] };
  if (keeps(onDeactivate, reason)) return { ...base, outcome: 'kept', error: null };
  if (error.lacking) return { ...base, outcome: 'unchanged', error: null };
  return { ...base, outcome: error.kind, error: reportError(error, name) };
}

/** 0 whatever was left, unless it `must` be told: then the cause, whose error is the one that is told. */
function concludeDeactivate(
  report: Report,
  reports: readonly ResourceReport[],
  must: (each: ResourceReport) => boolean,
): void {
  const failures = reports.filter((each) => each.error !== null);
  const found = worst(failures.map((each) => each.outcome as Kind));
  if (!found) return conclude(report, 'done');
  const owed = failures.filter(must);
  const code = worst(owed.map((each) => each.outcome as Kind));
  const decides = code ? owed.find((each) => each.outcome === code) : failures.find((each) => each.outcome === found);
  report.error = decides?.error ?? null;
  for (const each of failures) if (!must(each)) each.outcome = 'left';
  conclude(report, found, code ? EXIT_CODES[code] : EXIT_CODES.done);
}

/** A run that never got to its work: overtaken by a later activate, or without the lock in time. */
function concludeBarred(report: Report, all: readonly Member[], error: KirikaeError, strict: boolean): void {
  const stays = ({ onDeactivate }: Member) => keeps(onDeactivate, report.reason);
  const fine = isOvertaken(error) || all.every((each) => each.takeable || stays(each));
  report.error = reportError(error);
  report.resources = all.map((each) => ({
    name: each.name,
    subject: each.subject ?? each.name,
    type: each.type,
    required: each.required,
    outcome: stays(each) ? 'kept' : 'left',
    before: null,
    after: null,
    writes: [],
    error: null,
  }));
  conclude(report, error.kind, fine && !strict ? EXIT_CODES.done : EXIT_CODES[error.kind]);
}
