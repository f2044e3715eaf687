import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '@kirikae/simulator';
import { ended, type Law, runIdOf, tell } from './law.ts';
import type { Moment } from './recorder.ts';

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
