import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '@kirikae/simulator';
import type { Variant } from './cluster.ts';
import { STALE } from './history.ts';
import type { Outcome, Played } from './play.ts';
import type { Moment } from './recorder.ts';

/*
 * The reference model: what must be true of every history, judged by what happened to the world itself. Each law gives a sentence for each
 * time it is broken.
 */

export type Law = (outcome: Outcome) => string[] | Promise<string[]>;

type Resource = 'eip' | 'dns';

/** The resources that a file has in use. */
const inUse = ({ resources }: Variant): Resource[] =>
  resources === 'eip' || resources === 'dns' ? [resources] : ['eip', 'dns'];

const holds = (moment: Moment, { node, variant }: Played): boolean =>
  inUse(variant).every((resource) => moment[resource] === node.index);

const tell = ({ command, node, from, report }: Played): string =>
  `${command} on ${node.name} (run ${report?.runId}, from ${from}, exit ${report?.exitCode}, ${report?.error?.code})`;

const ended = (played: readonly Played[], command: Played['command']) =>
  played.filter((each) => each.command === command && each.report !== undefined) as (Played & {
    readonly report: NonNullable<Played['report']>;
  })[];

const runIdOf = ({ userAgent }: Call): string => /run\/(\w+)/.exec(userAgent)?.[1] ?? '';

/** 0 of an activate: at some moment between its last write (its start if it wrote nothing) and its end the world had everything here. */
export const doneIsTrue: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 0)
    .filter((each) => {
      const writes = recorder.callsOf(each.report.runId).filter(({ write }) => write);
      const since = writes.at(-1)?.at ?? each.from;
      return !recorder.between(since, each.to).some((moment) => holds(moment, each));
    })
    .map((each) => `${tell(each)} says done, and at no moment after its last write all was there`);

/** A release never changes what another holds. */
export const nobodyIsRobbed: Law = ({ played, cluster: { simulator, nodes, recorder } }) => {
  const releases = simulator.calls.filter(({ action }) => action === 'DisassociateAddress');
  const robbed = releases.filter(({ caller, params }) => {
    const owner = recorder.ownerOf(String(params['AssociationId']));
    return owner !== undefined && nodes[owner]?.name !== caller;
  });
  const stops = new Map(
    played.filter(({ command }) => command === 'deactivate').map((each) => [each.report?.runId, each]),
  );
  const changes = simulator.calls.filter(
    (call) => call.action === 'ChangeResourceRecordSets' && stops.has(runIdOf(call)),
  );
  const foreign = changes.filter(({ params, caller }) => {
    const own = nodes.find(({ name }) => name === caller)?.simulated.interfaces[0]?.privateIpv4s[0] ?? '';
    const text = JSON.stringify(params);
    return /CREATE|UPSERT/.test(text) || !text.includes(`"${own}"`);
  });
  return [...robbed, ...foreign].map((call) => `${call.action} of ${call.caller} releases what another holds`);
};

/** Nothing outside the file is ever written. */
export const nothingElseIsTouched: Law = ({ rest, cluster: { recorder } }) =>
  recorder.rest() === rest ? [] : [`what is not in the file has changed: ${recorder.rest()}`];

/** What only reads never writes. */
export const readersNeverWrite: Law = ({ played, cluster: { recorder } }) =>
  (['monitor', 'status', 'rehearse'] as const)
    .flatMap((command) => ended(played, command))
    .filter(({ report }) => recorder.callsOf(report.runId).some(({ write }) => write))
    .map((each) => `${tell(each)} wrote`);

/** A signature that was refused because of the clock: no write came of it, and it is signed anew with the time that AWS told. */
const isUnsigned = ({ status, fault }: Call): boolean => fault === 'skew' && status >= 400;

/** Every write has its intent in the journal of its node. */
export const everyWriteIsJournalled: Law = async ({ cluster: { simulator, nodes } }) => {
  const broken: string[] = [];
  for (const { name, state } of nodes) {
    const text = await readFile(join(state, 'journal.jsonl'), 'utf8').catch(() => '');
    const intents = text.split('\n').filter((line) => line.includes('"kind":"intent"'));
    const writes = simulator.calls.filter((call) => call.write && call.caller === name && !isUnsigned(call));
    for (const run of new Set(writes.map(runIdOf))) {
      const [sent, meant] = [
        writes.filter((call) => runIdOf(call) === run),
        intents.filter((line) => line.includes(run)),
      ];
      if (sent.length > meant.length)
        broken.push(`run ${run} of ${name}: ${sent.length} writes, ${meant.length} intents`);
    }
  }
  return broken;
};

/** A write is never repeated without a look in between. */
export const neverBlindlyTwice: Law = ({ cluster: { simulator } }) => {
  const last = new Map<string, boolean>();
  return simulator.calls
    .filter((call) => (call.service === 'ec2' || call.service === 'route53') && !isUnsigned(call))
    .filter((call) => {
      const key = `${call.service} ${runIdOf(call)}`;
      const again = call.write && last.get(key) === true;
      last.set(key, call.write);
      return again;
    })
    .map((call) => `${call.action} of ${call.caller}, run ${runIdOf(call)}, was sent twice without a look in between`);
};

/** Every run ends before its deadline. */
export const endsInTime: Law = ({ played }) =>
  played
    .filter(({ report }) => report !== undefined)
    .filter(({ command, from, to, variant }) => to - from > (command === 'monitor' ? 8 : variant.timeout) * 1_000)
    .map((each) => `${tell(each)} took ${each.to - each.from} ms`);

/** True if a fault struck while it ran, or one that struck before still held its calls back. */
const disturbed = ({ faultsBefore, faultsAfter, report }: Played, { cluster: { recorder } }: Outcome): boolean =>
  faultsAfter > faultsBefore || recorder.callsOf(report?.runId ?? '').some(({ fault }) => fault !== null);
const overlaps = (a: Played, b: Played): boolean => a !== b && a.first < b.last && b.first < a.last;

/** True if another command, of whatever node, may have had to do with how this one ended: it ran then, or was killed and its writes were late. */
const contended = (each: Played, { played, cluster: { recorder } }: Outcome): boolean =>
  played.some((other) => overlaps(each, other) && ['activate', 'deactivate'].includes(other.command)) ||
  recorder.between(each.from - STALE, each.to).length > 1;

/** True if an address that nobody else could take was seen here, and another part of the group was not: looks are not one moment. */
function isHalf(each: Played, { cluster: { recorder } }: Outcome): boolean {
  const moments = recorder.between(each.from - STALE, each.to);
  const [here, gone] = [
    moments.some(({ eip }) => eip === each.node.index),
    moments.some((moment) => !holds(moment, each)),
  ];
  return each.variant.takeover === 'if-free' && here && gone;
}

/** Every exit code is one of the table, and a bad one has its reason. */
export const everyEndHasItsReason: Law = (outcome) => {
  const { played } = outcome;
  const fine = (each: Played): boolean => {
    const code = each.report?.exitCode;
    if (code === undefined || code === 0) return true;
    if (code === 7) return each.command === 'monitor';
    if (code === 1) return each.command === 'monitor' && isHalf(each, outcome);
    if (code === 20) return disturbed(each, outcome) || contended(each, outcome);
    if (code === 21) return contended(each, outcome) || each.variant.takeover === 'if-free';
    return (code === 22 || code === 23) && disturbed(each, outcome);
  };
  return played.filter((each) => !fine(each)).map((each) => `${tell(each)} has no reason to end so`);
};

/**
 * The last activate or deactivate that ended on a node before a command of it began; null if one was killed since or runs beside it. An
 * activate that never got to its resources (a silent metadata service, a lock in the way) has changed nothing and does not count.
 */
function knownOf(each: Played, played: readonly Played[]): Played | undefined | null {
  const counts = ({ command, report }: Played) =>
    command === 'deactivate' || (command === 'activate' && report?.resources.length !== 0);
  const own = played.filter((other) => other.node === each.node && counts(other) && other.first < each.last);
  if (own.some((other) => other.report === undefined || overlaps(other, each))) return null;
  return own.sort((a, b) => a.last - b.last).at(-1);
}

const active = (known: Played | undefined, { boot }: Played): boolean =>
  known?.command === 'activate' && known.boot === boot && [0, 23].includes(known.report?.exitCode ?? 1);

/** A monitor's 0 is true or tolerated by right; its 7 never calls a healthy service dead. */
export const monitorIsRight: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'monitor').flatMap((each) => {
    const { report } = each;
    const seen = recorder.between(each.from - STALE, each.to);
    const ever = inUse(each.variant).every((resource) => seen.some((moment) => moment[resource] === each.node.index));
    const always = recorder.between(each.from, each.to).every((moment) => holds(moment, each)); // one stale answer is no reason
    const known = knownOf(each, played);
    if (report.exitCode === 0 && !report.tolerated && !ever) return [`${tell(each)} says here, and it never was`];
    if (known === null) return [];
    const isActive = active(known, each);
    if (report.exitCode === 0 && report.tolerated && !isActive)
      return [`${tell(each)} tolerates without an activation`];
    if (report.exitCode === 7 && isActive && always && known?.variant === each.variant)
      return [`${tell(each)} calls a healthy service dead`];
    return [];
  });

/** What a deactivation has to let go of: what the file has in use, and what this node has activated by earlier files. */
function owed(each: Played, played: readonly Played[]): Resource[] {
  const earlier = played.filter(
    ({ node, command, last }) => node === each.node && command === 'activate' && last < each.first,
  );
  const stopped = played.findLast(
    ({ node, command, last, report }) =>
      node === each.node && command === 'deactivate' && last < each.first && report?.outcome === 'done',
  );
  const since = earlier.filter(({ first }) => first > (stopped?.last ?? 0));
  const variants = [...since.map(({ variant }) => variant), each.variant];
  return (['eip', 'dns'] as const).filter((resource) => {
    const said = variants.findLast((variant) => inUse(variant).includes(resource));
    return said && (policyOf(resource, said) === 'release' || each.reason !== 'move');
  });
}

const policyOf = (resource: Resource, { takeover, onDeactivate }: Variant): Variant['onDeactivate'] =>
  resource === 'eip' && takeover === 'if-free' ? 'release' : onDeactivate;

/** 0 of a deactivate that was not tolerated: at some moment of the run this node held nothing that it was to let go of. */
export const letGoIsTrue: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'deactivate')
    .filter(({ report }) => report.exitCode === 0 && !report.tolerated)
    .filter((each) => {
      const free = (moment: Moment) => owed(each, played).every((resource) => moment[resource] !== each.node.index);
      return !recorder.between(each.from - STALE, each.to).some(free);
    })
    .map((each) => `${tell(each)} says done, and this node still had it`);

/** After all faults end, one more activate converges, and everybody says so. */
export const converges: Law = ({ last, asked, cluster: { recorder } }) => {
  const { report, variant } = last;
  const now = recorder.now();
  const refused = variant.takeover === 'if-free' && inUse(variant).includes('eip') && report?.exitCode === 21;
  if (refused) return now.eip === null || now.eip === last.node.index ? [`${tell(last)} refuses what is free`] : [];
  if (report?.exitCode !== 0) return [`${tell(last)} after all faults had ended`];
  const wrong = asked.filter((each) => each.report?.exitCode !== (each.node === last.node ? 0 : 7));
  return wrong.map((each) => `${tell(each)} after ${last.node.name} had taken over`);
};

/** A run that has written lets no other run of its node write until it has ended. */
export const oneAtATime: Law = ({ played, cluster: { recorder } }) => {
  const spans = [...ended(played, 'activate'), ...ended(played, 'deactivate')].map((each) => ({
    each,
    writes: recorder.callsOf(each.report.runId).filter(({ write }) => write),
  }));
  return spans.flatMap(({ each, writes: [first] }) =>
    spans
      .filter(({ each: other }) => other.node === each.node && other !== each)
      .filter(({ writes }) => first && writes.some(({ at }) => at > first.at && at < each.to))
      .map(({ each: other }) => `${tell(other)} wrote in the middle of ${tell(each)}`),
  );
};

/** A success response is not ownership: a run that says done has looked after its last write to EC2, or a second witness has. */
export const everyWriteIsVerified: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 0)
    .filter(({ report }) => {
      const calls = recorder.callsOf(report.runId).filter(({ service }) => service === 'ec2');
      return calls.at(-1)?.write && !/seen by this node itself/.test(JSON.stringify(report.resources));
    })
    .map((each) => `${tell(each)} says done without a look after its last write`);

/** Records are compared and set; they are overwritten only after the zone refused that, though it was as it had been read. */
export const recordsAreCompared: Law = ({ cluster: { simulator } }) => {
  const refused = new Set<string>();
  return simulator.calls
    .filter(({ action }) => action === 'ChangeResourceRecordSets')
    .filter((call) => {
      if (call.error === 'InvalidChangeBatch') refused.add(runIdOf(call));
      return JSON.stringify(call.params).includes('UPSERT') && !refused.has(runIdOf(call));
    })
    .map((call) => `${call.caller} overwrote records without comparing, run ${runIdOf(call)}`);
};

/** With `if-free` an address is never taken from another node. */
export const policyIsKept: Law = ({ played, cluster: { simulator, nodes, recorder } }) => {
  const careful = new Set(
    played.filter(({ variant }) => variant.takeover === 'if-free').map(({ report }) => report?.runId),
  );
  const taken = recorder.moments.filter(({ eip }, index) => {
    const before = recorder.moments[index - 1]?.eip ?? null;
    return before !== null && eip !== null && eip !== before;
  });
  const by = ({ at, eip }: Moment) =>
    simulator.calls.filter(
      (call) => call.action === 'AssociateAddress' && call.caller === nodes[eip ?? -1]?.name && call.at <= at,
    );
  return taken
    .filter((moment) => by(moment).every((call) => careful.has(runIdOf(call))))
    .map(({ eip }) => `node ${eip} took an address that another had, with if-free`);
};

/** 20 of an activate that was not disturbed by another run says that it tried to its very end. */
export const neverGivesUpEarly: Law = ({ played }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 20)
    .filter((each) => each.to - each.from < each.variant.timeout * 1_000 - PATIENCE)
    .map((each) => `${tell(each)} gave up after ${each.to - each.from} ms`);

/** What is left of a deadline when a run ends by it, in ms. */
const PATIENCE = 1_500;

export const LAWS: Readonly<Record<string, Law>> = {
  doneIsTrue,
  nobodyIsRobbed,
  nothingElseIsTouched,
  readersNeverWrite,
  everyWriteIsJournalled,
  neverBlindlyTwice,
  endsInTime,
  everyEndHasItsReason,
  monitorIsRight,
  letGoIsTrue,
  converges,
  oneAtATime,
  policyIsKept,
  everyWriteIsVerified,
  recordsAreCompared,
  neverGivesUpEarly,
};
