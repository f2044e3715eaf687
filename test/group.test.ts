import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  ALLOCATION,
  type Cluster,
  type ClusterNode,
  documentOf,
  EIP,
  fileOf,
  newCluster,
  plus,
  RECORD,
  ZONE,
} from './cluster.ts';

/** A file with two strategies, one of them in use. */
const withStrategies = (strategy: string): string => `version: 1
groups:
  web:
    strategy: ${strategy}
    strategies:
      eip:
        - ${EIP}
      dns:
        - ${RECORD}
`;

/** The actions that a node's journal tells of: those with an intent, each once for its outcome. */
async function journalled(node: ClusterNode): Promise<{ intents: string[]; outcomes: (string | undefined)[] }> {
  const entries = await node.journal();
  const intents = entries.filter(({ kind }) => kind === 'intent');
  const outcomeOf = ({ run, write }: (typeof intents)[number]) =>
    entries.find((entry) => entry.kind === 'outcome' && entry.run === run && entry.write === write)?.outcome;
  return { intents: intents.map(({ action = '' }) => action), outcomes: intents.map(outcomeOf) };
}

const logged = ({ writes }: Cluster, node: ClusterNode): string[] =>
  writes(node).map(({ service, action }) => `${service}:${action}`);

it('journals the intent and the outcome of every write that AWS saw, and no other', async () => {
  const cluster = await newCluster(fileOf(EIP, plus(RECORD, 'onDeactivate: release')));
  const { a, b } = cluster;
  for (const node of [a, b]) await node.run('activate', 'web');
  for (const node of [a, b]) await node.run('deactivate', 'web');
  for (const node of [a, b]) {
    const { intents, outcomes } = await journalled(node);
    expect(intents).toEqual(logged(cluster, node));
    expect(new Set(outcomes)).toEqual(new Set(['done']));
  }
  expect(logged(cluster, b)).toEqual([
    'ec2:AssociateAddress',
    'route53:ChangeResourceRecordSets',
    'route53:ChangeResourceRecordSets',
    'ec2:DisassociateAddress',
  ]);
});

it('writes the same request ids into result and journal', async () => {
  const { a } = await newCluster(fileOf(EIP, RECORD));
  const { resources } = documentOf(await a.run('activate', 'web', '--json'));
  const told = resources.flatMap(({ writes }) => writes.map(({ requestId }) => requestId));
  const noted = (await a.journal()).filter(({ kind }) => kind === 'outcome').map(({ requestId }) => requestId);
  expect(told).toHaveLength(2);
  expect(noted).toEqual(told);
});

it('journals a refused write as failed', async () => {
  const cluster = await newCluster();
  cluster.simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  expect(await cluster.a.run('activate', 'web')).toMatchObject({ code: 22 });
  expect(await journalled(cluster.a)).toEqual({ intents: ['ec2:AssociateAddress'], outcomes: ['failed'] });
});

it('uses the resources of the strategy that the file says, and no other', async () => {
  const { a, holder, record, rewrite } = await newCluster(withStrategies('dns'));
  expect(documentOf(await a.run('activate', 'web', '--json'))).toMatchObject({
    strategy: 'dns',
    resources: [{ name: 'www' }],
  });
  expect([holder(), record('www.example.com')]).toEqual([null, ['10.0.1.10']]);
  await rewrite(withStrategies('eip'));
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
});

it('releases on deactivation what the record says was activated here, though the file has changed its strategy', async () => {
  const { a, holder, rewrite } = await newCluster(withStrategies('eip'));
  await a.run('activate', 'web');
  await rewrite(withStrategies('dns'));
  const ended = await a.run('deactivate', 'web', '--json');
  expect(ended.code).toBe(0);
  expect(documentOf(ended).resources.map(({ name, outcome }) => [name, outcome])).toEqual(
    expect.arrayContaining([['public-address', 'done']]),
  );
  expect(holder()).toBeNull();
});

it('activates in the listed order and deactivates in reverse', async () => {
  const release = plus(RECORD, 'onDeactivate: release');
  const { a, writes } = await newCluster(fileOf(release, EIP));
  await a.run('activate', 'web');
  await a.run('deactivate', 'web');
  expect(writes().map(({ action }) => action)).toEqual([
    'ChangeResourceRecordSets',
    'AssociateAddress',
    'DisassociateAddress',
    'ChangeResourceRecordSets',
  ]);
});

it('waits for what `after` names, though it is listed later', async () => {
  const first = plus(EIP, 'after: [www]');
  const { a, writes } = await newCluster(fileOf(first, plus(RECORD, 'after: []')));
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(writes().map(({ action }) => action)).toEqual(['ChangeResourceRecordSets', 'AssociateAddress']);
});

it('does not try what comes after a failed required resource', async () => {
  const { a, simulator, record } = await newCluster(fileOf(EIP, RECORD));
  simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  const ended = await a.run('activate', 'web', '--json');
  expect(ended.code).toBe(22);
  expect(documentOf(ended).resources).toMatchObject([{ outcome: 'denied' }, { name: 'www', outcome: 'skipped' }]);
  expect(record('www.example.com')).toBeUndefined();
});

it('goes on after a failed resource that is not required, and ends in 23', async () => {
  const { a, simulator, record } = await newCluster(fileOf(plus(EIP, 'required: false'), RECORD));
  simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  const ended = await a.run('activate', 'web');
  expect(ended.code).toBe(23);
  expect(ended.lastLine).toMatch(/^kirikae: AWS_DENIED web\/public-address: .*\[exit 23, run \w+\]$/);
  expect(record('www.example.com')).toEqual(['10.0.1.10']);
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('tells the first of several failures in the order of the table: denied before not found', async () => {
  const lost = `{ name: lost, type: aws/route53, hostedZoneId: ZNOWHERE, after: [], records: [{ name: a.example.com, type: A, value: private-ipv4 }] }`;
  const { a, simulator } = await newCluster(fileOf(lost, plus(EIP, 'after: []')));
  simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  const ended = await a.run('activate', 'web');
  expect(ended.code).toBe(22);
  expect(ended.lastLine).toContain('web/public-address: ');
});

it('keeps groups apart: two groups have a lock, a state record and a holder each', async () => {
  const { a, b, holder, record } = await newCluster(
    `version: 1\ngroups:\n  web:\n    resources:\n      - { type: aws/eip, allocationId: ${ALLOCATION} }\n  db:\n    resources:\n      - { type: aws/route53, hostedZoneId: ${ZONE}, records: [{ name: db.example.com, type: A, value: private-ipv4 }] }\n`,
  );
  const ended = await Promise.all([a.run('activate', 'web'), a.run('activate', 'db'), b.run('status')]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  await b.run('activate', 'db');
  expect([holder(), record('db.example.com')]).toEqual(['web-1', ['10.0.1.11']]);
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('lets two activations of one group on one node run one after the other', async () => {
  const { a, writes } = await newCluster();
  const ended = await Promise.all([a.run('activate', 'web'), a.run('activate', 'web')]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(writes()).toHaveLength(1);
});

it('lets a later deactivate overtake an activate that still runs', async () => {
  const { a, holder, hold } = await newCluster(fileOf(plus(EIP, 'requestTimeout: 2m'), RECORD));
  const { sent, letGo } = hold('AssociateAddress');
  const activation = a.start('activate', 'web', '--timeout', '5m');
  await sent;
  const deactivation = a.start('deactivate', 'web', '--timeout', '5m');
  await a.inLine(2);
  await delay(4_000); // it looks who came later five times a second
  letGo();
  const [up, down] = await Promise.all([activation.ended, deactivation.ended]);
  expect([up.code, down.code]).toEqual([21, 0]);
  expect(up.lastLine).toMatch(/^kirikae: OVERTAKEN web(\/[\w-]+)?: a later deactivate \(run \w+\) overtook/);
  expect(holder()).toBeNull();
});
