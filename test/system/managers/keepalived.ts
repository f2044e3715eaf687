import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { EIP, fileOf } from '../../cluster.ts';
import { actionsOf } from '../lab/actions.ts';
import {
  changePriority,
  killKeepalived,
  mastered,
  startKeepalived,
  stateOf,
  stopKeepalived,
} from '../lab/keepalived.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { NAMES, type NodeName } from '../lab/network.ts';
import { FIRST, SECOND } from '../lab/normal.ts';
import { newTable } from '../lab/table.ts';
import { until } from '../lab/until.ts';

/** Two nodes with keepalived and unicast VRRP; the first has the higher priority. */
let lab: Lab;
const table = newTable('keepalived, advertisements every second');

beforeAll(async () => {
  lab = await openLab(fileOf(EIP), `${import.meta.dirname}/../lab/inside/keepalived.sh`);
  for (const name of NAMES) await lab.nodes[name].start();
  await lab.ready();
  for (const name of NAMES) startKeepalived(lab.nodes[name]);
  await mastered(lab, FIRST);
});

afterEach(async () => {
  lab.simulator.faults.clear();
  await lab.nodes[FIRST].join();
  if ((await stateOf(lab.nodes[FIRST])) === undefined) startKeepalived(lab.nodes[FIRST]);
  await mastered(lab, FIRST);
});

afterAll(async () => {
  table.print();
  await lab?.close();
});

test('moves the address to the other node when keepalived is killed', async () => {
  const since = Date.now();
  await killKeepalived(lab.nodes[FIRST]);
  await mastered(lab, SECOND);
  await table.add(lab, 'keepalived killed', since, SECOND);
});

test('moves the address to the other node when keepalived is stopped, also if the release takes too long for it', async () => {
  lab.simulator.faults.add({ kind: 'latency', ms: 3_000, action: 'DisassociateAddress' });
  const since = Date.now();
  await stopKeepalived(lab.nodes[FIRST]);
  await mastered(lab, SECOND);
  await table.add(lab, 'keepalived stopped', since, SECOND);
});

test('brings the address back when the killed keepalived is started again', async () => {
  await killKeepalived(lab.nodes[FIRST]);
  await mastered(lab, SECOND);
  const since = Date.now();
  startKeepalived(lab.nodes[FIRST]);
  await mastered(lab, FIRST);
  await table.add(lab, 'keepalived back', since, FIRST);
});

test('moves the address to the other node when the link is down', async () => {
  const since = Date.now();
  await lab.nodes[FIRST].cut();
  await mastered(lab, SECOND);
  await table.add(lab, 'link down', since, SECOND);
});

test('gives the address back to the master that never changed its state, when a silent link was mended', async () => {
  const since = Date.now();
  await lab.nodes[FIRST].isolate();
  const both = async () => (await stateOf(lab.nodes[SECOND])) === 'MASTER' && lab.holders.now() === SECOND;
  await until('the second node is master too, and has the address', both, { explain: lab.logs });
  const told = await actionsOf(lab.nodes[FIRST], since);
  expect(told, 'the first one has noticed nothing').toEqual([]);
  await lab.nodes[FIRST].join();
  await mastered(lab, FIRST);
  expect(await stateOf(lab.nodes[SECOND])).toBe('BACKUP');
  await table.add(lab, 'link silent for a while', since, FIRST);
});

test('takes nothing for a keepalived that was killed while the API was silent, once another is master', async () => {
  const held = lab.holdBack(SECOND, 'DescribeAddresses');
  const since = Date.now();
  await killKeepalived(lab.nodes[FIRST]);
  await held.sent;
  await lab.nodes[SECOND].exec('pkill', '-KILL', '^keepalived'); // and not what it has called
  startKeepalived(lab.nodes[FIRST]);
  const isMaster = async () => (await stateOf(lab.nodes[FIRST])) === 'MASTER';
  await until('the first node is MASTER again', isMaster, { explain: lab.logs });
  held.letGo();
  // keepalived has the system end what it called itself; what that has called lives on
  const told = async () => (await lab.logs()).includes('MANAGER_GONE web/public-address');
  await until('the orphan has ended', told, { explain: lab.logs });
  expect(lab.writes(since)).toEqual([]);
  await killKeepalived(lab.nodes[SECOND]);
  startKeepalived(lab.nodes[SECOND]);
  await table.add(lab, 'killed, its script lives on', since);
});

test('gives the master the address back that the other took meanwhile, by one round of the guard', async () => {
  const round = (name: NodeName) => lab.nodes[name].exec('kirikae', 'guard', 'web', '--manager', 'keepalived');
  const since = Date.now();
  await lab.nodes[SECOND].exec('kirikae', 'activate', 'web'); // as a write would that lands late
  expect(lab.holders.now()).toBe(SECOND);
  expect(await round(SECOND)).toMatchObject({ code: 0 });
  expect(await round(FIRST)).toMatchObject({ code: 0 });
  expect(lab.holders.now()).toBe(FIRST);
  for (const name of NAMES) expect(await round(name)).toEqual({ code: 0, text: '' });
  await table.add(lab, 'taken by the backup, one round of the guard', since, FIRST);
});

for (const ms of [0, 2500])
  test(`leaves the address with the master after a flap, while the API takes ${ms} ms for an answer`, async () => {
    if (ms) lab.simulator.faults.add({ kind: 'latency', ms, service: 'ec2' });
    const since = Date.now();
    await changePriority(lab.nodes[SECOND], 200);
    const lost = async () => (await stateOf(lab.nodes[FIRST])) === 'BACKUP';
    await until('the first node is BACKUP', lost, { everyMs: 20, explain: lab.logs });
    await changePriority(lab.nodes[SECOND], 100);
    await mastered(lab, FIRST);
    expect(await stateOf(lab.nodes[SECOND])).toBe('BACKUP');
    await table.add(lab, `flap, API takes ${ms} ms`, since, FIRST);
  });
