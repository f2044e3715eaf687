import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from '@kirikae/simulator';
import type { Cluster } from './cluster.ts';
import type { Played } from './run.ts';
import type { Resource } from './variant.ts';

/** Writes that were sent before the state record of their node knew of them: the call, and whose process it was. */
export type Remembering = readonly { readonly call: Call; readonly spoiled: boolean }[];

/** Which resource each write to AWS moves. */
export const MOVES: Readonly<Record<string, Resource>> = {
  AssociateAddress: 'eip',
  DisassociateAddress: 'eip',
  AssignPrivateIpAddresses: 'private',
  UnassignPrivateIpAddresses: 'private',
  CreateRoute: 'route',
  ReplaceRoute: 'route',
  ChangeResourceRecordSets: 'dns',
};

/** Looks into the state record at the moment at which a write of an activate arrives: what takes must be known before. */
export function watchMemory({ simulator, nodes }: Cluster, played: readonly Played[]): Remembering {
  const unremembered: { call: Call; spoiled: boolean }[] = [];
  simulator.onCall((call) => {
    const node = nodes.find(({ name }) => name === call.caller);
    const resource = MOVES[call.action];
    if (!call.write || !node || !resource || isRelease(call)) return;
    if (isKnown(join(node.state, 'web.state.json'), resource)) return;
    const own = played.filter((each) => each.node === node && each.to === Number.POSITIVE_INFINITY);
    unremembered.push({ call, spoiled: own.some(({ process }) => process.spoiled > 0) });
  });
  return unremembered;
}

const isRelease = ({ action, params }: Call): boolean =>
  /^(Dis|Un)as/.test(action) ||
  (action === 'ChangeResourceRecordSets' && !/CREATE|UPSERT/.test(JSON.stringify(params)));

function isKnown(path: string, resource: Resource): boolean {
  try {
    return Object.hasOwn(JSON.parse(readFileSync(path, 'utf8')).resources, resource);
  } catch {
    return false; // there is none, or half of one
  }
}
