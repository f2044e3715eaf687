import type { RecordSet } from '@kirikae/simulator';
import type { twoNodes } from './two-nodes.ts';

/** The values and the identifiers of the nodes' sets. */
const ADDRESSES: Record<string, string> = { a: '10.0.1.10', b: '10.0.2.10', c: '10.0.3.10' };

/** A record of which each node has a set of its own: `web-a` and `web-b`. */
export const eachItsOwn = {
  name: 'www.example.com',
  type: 'A',
  value: 'private-ipv4',
  setIdentifier: { perNode: { a: 'web-a', b: 'web-b' } },
  weight: 100,
};

/** The set of a node with a weight. */
export const carrying = (node: string, weight = 100): RecordSet => ({
  name: 'www.example.com.',
  type: 'A',
  ttl: 30,
  values: [ADDRESSES[node] ?? ''],
  setIdentifier: `web-${node}`,
  weight,
});

/** The set of a node that waits. */
export const standby = (node: string): RecordSet => carrying(node, 0);

/** The weights in a zone by identifier, and the last accepted batch, as `ACTION IDENTIFIER WEIGHT`. */
export const seen = ({ zone, simulator }: Awaited<ReturnType<typeof twoNodes>>) => ({
  weights: () =>
    Object.fromEntries(
      zone.recordSets.flatMap(({ setIdentifier, weight }) => (setIdentifier ? [[setIdentifier, weight]] : [])),
    ),
  batch: () =>
    simulator.world.changes
      .at(-1)
      ?.batch.map(({ action, recordSet: { setIdentifier, weight } }) => `${action} ${setIdentifier} ${weight}`),
});
