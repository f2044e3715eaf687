import { behind, SECOND_LOOK } from './law.ts';
import type { Outcome } from './play.ts';
import type { Played } from './run.ts';

/** What a history can have in it, and how it is told that this really happened in one: it was met, not only drawn. */
const KINDS: Readonly<Record<string, (outcome: Outcome) => boolean>> = {
  'route tables': wrote(/^(Create|Replace)Route$/),
  'private addresses': wrote(/^AssignPrivateIpAddresses$/),
  exec: ({ cluster }) => cluster.service.runs.some(({ verb }) => verb === 'activate'),
  'several records': ({ cluster }) =>
    cluster.simulator.calls.some(
      ({ action, params }) =>
        action === 'ChangeResourceRecordSets' && (JSON.stringify(params).match(/"CREATE"/g) ?? []).length > 1,
    ),
  'required: false': any(
    ({ command, variant: { resources, optional } }) =>
      command === 'activate' && resources.length > 1 && optional !== null && resources.includes(optional),
  ),
  '--manager': any(({ manager }) => manager !== null),
  'suspended process': any(({ process }) => process.sleeps.length > 0),
  'clock jump': any(({ process: { machine } }) => machine.ahead !== 0),
  'read stale for over 1 s': (outcome) => outcome.played.some((each) => behind(each, outcome) > SECOND_LOOK),
  'disk fault': ({ cluster }) => cluster.nodes.some(({ machine }) => Object.keys(machine.disk.strikes).length > 0),
  kill: any(({ report }) => report === undefined),
  reboot: ({ cluster }) => cluster.nodes.some(({ machine }) => machine.boot > 1),
  SIGTERM: any(({ interrupted }) => Number.isFinite(interrupted)),
};

function wrote(action: RegExp): (outcome: Outcome) => boolean {
  return ({ cluster }) => cluster.simulator.calls.some((call) => action.test(call.action) && call.status === 200);
}

function any(holds: (each: Played) => boolean): (outcome: Outcome) => boolean {
  return ({ played }) => played.some(holds);
}

/** Every kind by its name, so that one that never occurs is told as 0. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS);

/** The kinds that a history has in it. Disk faults, managers and injected faults are told one by one as well. */
export function kindsIn(outcome: Outcome): string[] {
  const { cluster, played } = outcome;
  const disks = cluster.nodes.flatMap(({ machine }) => Object.keys(machine.disk.strikes).map((kind) => `disk ${kind}`));
  const managers = played.flatMap(({ manager }) => (manager ? [`--manager ${manager.name}`] : []));
  const faults = Object.keys(cluster.simulator.faults.injected).map((kind) => `fault ${kind}`);
  const miseries = Object.keys(cluster.service.met).map((kind) => `program ${kind}`);
  const own = Object.entries(KINDS).flatMap(([name, isIn]) => (isIn(outcome) ? [name] : []));
  return [...new Set([...own, ...disks, ...managers, ...faults, ...miseries])];
}
