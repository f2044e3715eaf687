import { expect, it } from 'vitest';
import { documentOf, fileOf, newCluster, plus, RECORD, ZONE } from './cluster.ts';

/*
 * How often a run asks where it is refused. The counts are upper bounds, with room for chance: pauses are drawn. A slow machine asks less
 * often, never more. Without pauses of their own, or with one for each resource, all of them were several times as high.
 */

const DESTINATION = '10.9.0.0/24';
const TABLES = Array.from({ length: 6 }, (_, n) => `rtb-0123456789abcde${n}0`);
const routes = (...ids: string[]) =>
  `{ name: routes-${ids[0]}, type: aws/route-table, destination: ${DESTINATION}, routeTableIds: [${ids.join(', ')}], after: [] }`;

/** A cluster whose tables all lead to the second node. */
async function withRoutes(...resources: string[]) {
  const cluster = await newCluster(fileOf(...resources));
  const { simulator, a } = cluster;
  for (const id of TABLES) simulator.addRouteTable({ id, routes: { [DESTINATION]: 'eni-0123456789abcdefb' } });
  const own = a.simulated.interfaces[0]?.id;
  const targets = () =>
    simulator.world.routeTables.map(
      (table) => table.routes.find((each) => each.destination === DESTINATION)?.networkInterfaceId,
    );
  return { ...cluster, own, targets };
}

it.concurrent('six tables of one resource get through a bucket of three requests and one more each second', async () => {
  const { a, simulator, targets, own, calls } = await withRoutes(routes(...TABLES));
  simulator.faults.add({ kind: 'bucket', burst: 3, perSecond: 1, service: 'ec2' });
  const ended = await a.run('activate', 'web', '--timeout', '4m', '--json');
  expect([ended.code, documentOf(ended).error]).toEqual([0, null]);
  expect(targets()).toEqual(TABLES.map(() => own));
  expect(calls(a).length).toBeLessThanOrEqual(35); // 8 where nobody throttles; 41 to 49 with a pause of its own for each
}, 300_000);

it.concurrent('so do the records of one resource, and its monitor', async () => {
  const records = Array.from({ length: 6 }, (_, n) => `{ name: www${n}.example.com, type: A, value: private-ipv4 }`);
  const content = fileOf(`{ name: www, type: aws/route53, hostedZoneId: ${ZONE}, records: [${records.join(', ')}] }`);
  const { a, simulator, calls } = await newCluster(content);
  simulator.faults.add({ kind: 'bucket', burst: 3, perSecond: 1, service: 'route53' });
  expect((await a.run('activate', 'web', '--timeout', '4m')).code).toBe(0);
  expect(calls(a).length).toBeLessThanOrEqual(90); // 8 where nobody throttles; 20 to 50 mostly, by chance
  const before = calls(a).length;
  expect((await a.run('monitor', 'web', '--timeout', '4m')).code).toBe(0);
  expect(calls(a).length - before).toBeLessThanOrEqual(50); // 6; 10 to 20 mostly
}, 500_000);

it.concurrent('six resources that are throttled to the end are as patient as one', async () => {
  const { a, simulator, calls } = await withRoutes(...TABLES.map((id) => routes(id)));
  simulator.faults.add({ kind: 'throttle', service: 'ec2' });
  const ended = await a.run('activate', 'web', '--timeout', '9s', '--json');
  const { resources, exitCode } = documentOf(ended);
  expect(exitCode).toBe(20);
  expect(resources).toHaveLength(6);
  expect(calls(a).length).toBeLessThanOrEqual(6 + 6); // 38 with a pause of its own for each
});

it.concurrent('who throttles one service holds up no other', async () => {
  const { a, simulator, calls } = await withRoutes(routes(...TABLES), plus(RECORD, 'after: []'));
  simulator.faults.add({ kind: 'throttle', service: 'ec2' });
  await a.run('activate', 'web', '--timeout', '5s');
  const changes = calls(a).filter(({ action, status }) => action === 'ChangeResourceRecordSets' && status === 200);
  expect(changes).toHaveLength(1);
});

it.concurrent.each([
  ['monitor', 8],
  ['activate', 8],
  ['deactivate', 2],
])('a refused API is asked by one %s %i times at most', async (command, most) => {
  const { a, simulator } = await newCluster(
    fileOf('{ name: ip, type: aws/eip, allocationId: eipalloc-0123456789abcdef0 }'),
  );
  await simulator.stopApi();
  const { apiCalls } = documentOf(await a.run(command, 'web', '--timeout', '8s', '--json'));
  expect(apiCalls['ec2']).toBeLessThanOrEqual(most);
  expect(apiCalls['ec2']).toBeGreaterThanOrEqual(2);
});
