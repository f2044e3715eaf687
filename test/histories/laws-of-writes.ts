import type { Call } from '@kirikae/simulator';
import { type Ended, ended, isUnsigned, type Law, remembers, runIdOf, slept, tell, writesOf } from './law.ts';
import { MOVES } from './memory.ts';
import type { Outcome } from './play.ts';
import type { Moment } from './recorder.ts';
import type { Resource } from './variant.ts';

/** A release never changes what another holds, and what is taken is taken to the taker's own interface. */
export const nobodyIsRobbed: Law = ({ played, cluster: { simulator, nodes, recorder } }) => {
  const robbed = simulator.calls.filter(({ action, caller, params }) => {
    if (action !== 'DisassociateAddress') return false;
    const owner = recorder.ownerOf(String(params['AssociationId']));
    return owner !== undefined && nodes[owner]?.name !== caller;
  });
  const own = (caller: string | null) => nodes.find(({ name }) => name === caller)?.simulated.interfaces[0];
  const misled = simulator.calls.filter(
    ({ write, caller, params }) =>
      write && params['NetworkInterfaceId'] !== undefined && params['NetworkInterfaceId'] !== own(caller)?.id,
  );
  const stops = new Set(played.filter(({ command }) => command === 'deactivate').map(({ report }) => report?.runId));
  const changes = simulator.calls.filter(
    (call) => call.action === 'ChangeResourceRecordSets' && stops.has(runIdOf(call)),
  );
  const foreign = changes.filter(({ params, caller }) => {
    const text = JSON.stringify(params);
    return /CREATE|UPSERT/.test(text) || !text.includes(`"${own(caller)?.privateIpv4s[0]}"`);
  });
  return [...robbed, ...misled, ...foreign].map((call) => `${call.action} of ${call.caller} takes from another`);
};

/** Nothing outside the file is ever written. */
export const nothingElseIsTouched: Law = ({ rest, cluster: { recorder } }) =>
  recorder.rest() === rest ? [] : [`what is not in the file has changed: ${recorder.rest()}`];

/** What a call is about, where it is one of the group's: the resource, of routes which table, of a change of records which. */
function subjectOf({ action, params }: Call): string | undefined {
  const read: Readonly<Record<string, Resource>> = {
    DescribeAddresses: 'eip',
    DescribeNetworkInterfaces: 'private',
    DescribeRouteTables: 'route',
    ListResourceRecordSets: 'dns',
  };
  const resource = MOVES[action] ?? read[action];
  if (action === 'ChangeResourceRecordSets') return `dns ${JSON.stringify(params).match(/"Name":"[^"]*"/g)}`;
  return resource === 'route' && params['RouteTableId'] !== undefined ? `route ${params['RouteTableId']}` : resource;
}

/** A write is never repeated without a look in between. */
export const neverBlindlyTwice: Law = ({ cluster: { simulator } }) => {
  const written = new Set<string>();
  return simulator.calls
    .filter((call) => !isUnsigned(call))
    .filter((call) => {
      const subject = subjectOf(call);
      if (subject === undefined) return false;
      const key = `${runIdOf(call)} ${subject}`;
      if (!call.write) for (const each of [...written]) if (each.startsWith(key)) written.delete(each);
      const again = call.write && written.has(key);
      if (call.write) written.add(key);
      return again;
    })
    .map((call) => `${call.action} of ${call.caller}, run ${runIdOf(call)}, was sent twice without a look in between`);
};

/**
 * Until when a run must have the lock: until it gave it back, or its last request. Where it could not give it back: its end, or that request
 * if it was suspended after it, maybe on its way out.
 */
function lockedUntil(each: Ended, { cluster: { recorder } }: Outcome): number {
  const asked = recorder.callsOf(each.report.runId).at(-1)?.at ?? each.from;
  if (each.process.left !== undefined) return Math.max(each.process.left, asked);
  return each.process.sleeps.some(({ to }) => to > asked) ? asked : each.to;
}

/** A run that has written lets no other run of its node write while it has the lock, if both could have it. */
export const oneAtATime: Law = (outcome) => {
  const { played } = outcome;
  const spans = [...ended(played, 'activate'), ...ended(played, 'deactivate')]
    .filter(remembers)
    .map((each) => ({ each, writes: writesOf(each.report.runId, outcome), until: lockedUntil(each, outcome) }));
  return spans.flatMap(({ each, writes: [first], until }) =>
    spans
      .filter(({ each: other }) => other.node === each.node && other !== each)
      .filter(({ writes }) => first && writes.some(({ at }) => at > first.at && at < until))
      .map(({ each: other }) => `${tell(other)} wrote in the middle of ${tell(each)}`),
  );
};

/** How long, in ms, a run may take to see who comes later, on a slow disk. */
const SEEING = 1_500;

/** When a run asked AWS first: by then it stood in the line. */
const asked = (runId: string, { cluster: { recorder } }: Outcome): number =>
  recorder.callsOf(runId).find(({ service }) => service !== 'imds')?.at ?? Number.POSITIVE_INFINITY;

/** The newest wins: an activate writes nothing once a later stop of its node has stood in the line for a while. */
export const overtakenRunsStop: Law = (outcome) => {
  const { played } = outcome;
  const able = (each: (typeof played)[number]) => remembers(each) && slept(each) === 0;
  const stops = ended(played, 'deactivate').filter(able);
  return ended(played, 'activate')
    .filter(able)
    .flatMap((each) => {
      const writes = writesOf(each.report.runId, outcome);
      const began = asked(each.report.runId, outcome);
      const later = stops.find(({ node, from }) => node === each.node && from > began && from < each.to);
      if (!later || writes.every(({ at }) => at <= later.from + SEEING)) return [];
      return [`${tell(each)} wrote though a later ${tell(later)} had come`];
    });
};

/** Nothing is sent by a run that was told to stop, or whose time is up. */
export const nothingIsSentAfterTheStop: Law = (outcome) =>
  [...ended(outcome.played, 'activate'), ...ended(outcome.played, 'deactivate')]
    .filter((each) => slept(each) === 0)
    .filter((each) => writesOf(each.report.runId, outcome).some(({ at }) => at > each.interrupted))
    .map((each) => `${tell(each)} sent a write after it was told to stop`);

const VERIFIED: Readonly<Record<string, Resource>> = {
  'aws/eip': 'eip',
  'aws/private-ip': 'private',
  'aws/route-table': 'route',
};

/** A success response is not ownership: a run that says done has looked after its last write to EC2, or a second witness has. */
export const everyWriteIsVerified: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 0)
    .filter(({ report }) =>
      report.resources.some((each) => {
        const subject = VERIFIED[each.type];
        if (!subject || /seen by this node itself/.test(JSON.stringify(each))) return false;
        const calls = recorder.callsOf(report.runId).filter((call) => subjectOf(call)?.split(' ')[0] === subject);
        return calls.at(-1)?.write;
      }),
    )
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
  return (['eip', 'private'] as const).flatMap((resource) => {
    const taken = recorder.moments.filter((moment, index) => {
      const before = recorder.moments[index - 1]?.[resource] ?? null;
      return before !== null && moment[resource] !== null && moment[resource] !== before;
    });
    const by = (moment: Moment) =>
      simulator.calls.filter(
        ({ action, caller, at, write }) =>
          write && MOVES[action] === resource && caller === nodes[moment[resource] ?? -1]?.name && at <= moment.at,
      );
    return taken
      .filter((moment) => by(moment).every((call) => careful.has(runIdOf(call))))
      .map((moment) => `node ${moment[resource]} took what another had, with if-free`);
  });
};

/**
 * A process that slept does not rob on an old look: what an activate takes after it was suspended for more than 2 s, it has looked at since.
 * What has passed the gate is gone: a request that is just about to leave does so when its process wakes.
 */
export const sleepersLookAgain: Law = (outcome) =>
  ended(outcome.played, 'activate').flatMap((each) => {
    const calls = outcome.cluster.recorder.callsOf(each.report.runId);
    return each.process.sleeps
      .filter(({ from, to, sending }) => to - from > LONG_SLEEP && !sending)
      .filter(({ from, to }) => outcome.cluster.recorder.between(from, to).length > 1)
      .flatMap(({ to }) => {
        const after = calls.filter(({ at }) => at >= to);
        const index = after.findIndex((call) => call.write && call.action in MOVES);
        const next = after[index];
        if (!next || after.slice(0, index).some((call) => subjectOf(call) === subjectOf(next)?.split(' ')[0]))
          return [];
        return [`${tell(each)} woke and sent ${next.action} on what it had seen before`];
      });
  });

/** How long, in ms, a process may be suspended without it mattering. */
const LONG_SLEEP = 2_000;
