import { expect, it } from 'vitest';
import { documentOf, fileOf, newCluster, plus, RECORD, ZONE } from './cluster.ts';
import { activeHere } from './in-process.ts';

const NAME = 'www.example.com';
const [OF_A, OF_B] = [['10.0.1.10'], ['10.0.1.11']];

it('moves the record from node to node, writes nothing where it is already there, and keeps it on deactivation', async () => {
  const { a, b, record, writes } = await newCluster(fileOf(RECORD));
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(record(NAME)).toEqual(OF_A);
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(record(NAME)).toEqual(OF_B);

  const before = writes().length;
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0, stdout: expect.stringContaining(' web-2 had it\n') });
  const [onA, onB] = await Promise.all([a.run('monitor', 'web'), b.run('monitor', 'web')]);
  expect([onA.code, onB.code]).toEqual([7, 0]);
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(writes()).toHaveLength(before);
  expect(record(NAME)).toEqual(OF_B);
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
});

it('deletes its own record, and never that of the other node, where onDeactivate says release', async () => {
  const { a, b, record, writes } = await activeHere(fileOf(plus(RECORD, 'onDeactivate: release')));
  await b.run('activate', 'web');
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(record(NAME)).toEqual(OF_B);
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(record(NAME)).toBeUndefined();
  const before = writes().length;
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(writes()).toHaveLength(before);
});

it('moves fifty names in one ChangeResourceRecordSets', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `host-${index}.example.com`);
  const records = names.map((name) => `{ name: ${name}, type: A, value: private-ipv4 }`).join(', ');
  const { b, record, writes } = await activeHere(
    fileOf(`{ type: aws/route53, hostedZoneId: ${ZONE}, records: [${records}] }`),
  );
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(writes(b).map(({ action }) => action)).toEqual(['ChangeResourceRecordSets']);
  expect(new Set(names.flatMap((name) => record(name)))).toEqual(new Set(OF_B));
});

it('asks for the record sets that it needs and never for the whole zone', async () => {
  const { a, b, calls } = await activeHere(fileOf(RECORD));
  await b.run('activate', 'web');
  const looks = (node: typeof a) => calls(node).filter(({ action }) => action === 'ListResourceRecordSets');
  const own = { Id: ZONE, name: `${NAME}.`, type: 'A', maxitems: '1' };
  // where the record is not there yet, a few sets from the zone's beginning tell its name
  expect(looks(a).map(({ params }) => params)).toEqual([own, { Id: ZONE, maxitems: '10' }]);
  expect(looks(b).map(({ params }) => params)).toEqual([own]);
});

it('ends in 23 and says so while Route 53 has not told all its servers, and in 0 when it has', async () => {
  const { a, b, simulator, record } = await newCluster(fileOf(plus(RECORD, 'wait: insync, waitTimeout: 1s')));
  simulator.world.propagationMs = Number.POSITIVE_INFINITY;
  const pending = await a.run('activate', 'web');
  expect(pending.code).toBe(23);
  expect(pending.lastLine).toMatch(/^kirikae: ROUTE53_PENDING web\/www: .*PENDING.*\[exit 23, run \w+\]$/);
  expect(record(NAME)).toEqual(OF_A);
  simulator.world.propagationMs = 0;
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
});

it('never replaces an alias that somebody else made', async () => {
  const { a, zone, writes } = await newCluster(fileOf(RECORD));
  const aliasTarget = { hostedZoneId: 'Z1', dnsName: 'balancer.example.net.', evaluateTargetHealth: false };
  zone.recordSets.push({ name: `${NAME}.`, type: 'A', values: [], aliasTarget });
  const ended = await a.run('activate', 'web');
  expect(ended.code).toBe(1);
  expect(ended.lastLine).toMatch(/^kirikae: ROUTE53_FOREIGN web\/www: .*an alias/);
  expect(writes()).toHaveLength(0);
});

it('takes another TTL alone for active, and mends it', async () => {
  const { a, zone, writes } = await activeHere(fileOf(RECORD));
  const [set] = zone.recordSets.filter(({ name }) => name === `${NAME}.`);
  if (set) set.ttl = 300;
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
  expect(await a.run('status', 'web')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/active.*TTL 300, wanted 30/),
  });
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(zone.recordSets.find(({ name }) => name === `${NAME}.`)?.ttl).toBe(30);
  expect(writes()).toHaveLength(2);
});

it('answers monitor from the state record alone where the value is the same on every node', async () => {
  const { a, b, calls } = await newCluster(fileOf(RECORD.replace('private-ipv4', '192.0.2.1')));
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  await a.run('activate', 'web');
  const before = calls().length;
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
  expect(calls()).toHaveLength(before);
});

it('gives the request id of the change in the result', async () => {
  const { a } = await newCluster(fileOf(RECORD));
  const [resource] = documentOf(await a.run('activate', 'web', '--json')).resources;
  expect(resource?.writes).toMatchObject([
    { action: 'route53:ChangeResourceRecordSets', outcome: 'done', requestId: expect.stringMatching(/^[\w-]{36}$/) },
  ]);
});
