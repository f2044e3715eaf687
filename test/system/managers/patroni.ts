import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { EIP, fileOf } from '../../cluster.ts';
import { actionsOf } from '../lab/actions.ts';
import { type Etcd, newEtcd } from '../lab/etcd.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { NAMES, type NodeName, otherThan } from '../lab/network.ts';
import {
  followed,
  killPatroni,
  leads,
  pause,
  preparePatroni,
  settled,
  startAnew,
  startGuard,
  startPatroni,
  stateOf,
  switchOver,
  untrue,
} from '../lab/patroni.ts';
import { newTable } from '../lab/table.ts';
import { until } from '../lab/until.ts';

/** Two nodes with Patroni, PostgreSQL and a guard, and one etcd. Whoever leads when a case begins may lead. */
let lab: Lab;
let etcd: Etcd;
const table = newTable('Patroni, ttl 6, loop_wait 1, a guard every second');

/** The group with a timeout; one that is shorter than the ttl, if no other is said. */
const fileWith = (timeout = '5s') => fileOf(EIP).replace('  web:\n', `  web:\n    timeout: ${timeout}\n`);

beforeAll(async () => {
  lab = await openLab(fileWith(), `${import.meta.dirname}/../lab/inside/patroni.sh`);
  await preparePatroni(lab);
  etcd = await newEtcd();
  await etcd.start();
  for (const name of NAMES) await lab.nodes[name].start();
  await lab.ready();
});

afterEach(async () => {
  lab.simulator.faults.clear();
  await lab.configure(fileWith());
  await etcd.start();
  for (const name of NAMES)
    if ((await lab.nodes[name].processes('patroni')).length === 0) startPatroni(lab.nodes[name]);
  await settled(lab);
});

afterAll(async () => {
  table.print();
  await etcd?.close();
  await lab?.close();
});

/** The writes since then, each with who sent it. */
const writes = (since: number): string[] => lab.writes(since).map(({ action, caller }) => `${caller} ${action}`);

/** How the callbacks of an action and a role ended on a node since then. */
const codes = async (name: NodeName, action: RegExp, since: number) =>
  (await actionsOf(lab.nodes[name], since))
    .filter((each) => each.ended && action.test(each.action))
    .map(({ code }) => code);

const PROMOTED = /^on_role_change\/(master|primary)$/;

test('gives the address to the node that bootstraps the cluster, and leaves it there when the other joins', async () => {
  const since = Date.now();
  startPatroni(lab.nodes['kirikae-1']);
  await leads(lab, 'kirikae-1');
  startPatroni(lab.nodes['kirikae-2']);
  expect(await settled(lab)).toBe('kirikae-1');
  expect(writes(since)).toEqual(['kirikae-1 AssociateAddress']);
  await table.add(lab, 'bootstrap', since, 'kirikae-1');
  for (const name of NAMES) startGuard(lab, lab.nodes[name]);
});

test('moves the address in each of ten switchovers, and releases it in none of them', async () => {
  const since = Date.now();
  let leader = await settled(lab);
  const wanted: string[] = [];
  for (let n = 0; n < 10; n++) {
    leader = await switchOver(lab, leader);
    wanted.push(`${leader} AssociateAddress`);
    expect(await settled(lab)).toBe(leader);
  }
  expect(writes(since)).toEqual(wanted);
  expect(lab.holders.since(since).map(({ node }) => node)).not.toContain(null);
  await table.add(lab, 'ten switchovers', since);
});

test('releases the address when the leader is stopped, and gives it to the other', async () => {
  const leader = await settled(lab);
  const since = Date.now();
  await lab.nodes[leader].exec('pkill', '-TERM', '-x', 'patroni');
  await leads(lab, otherThan(leader));
  await until('it has ended', async () => (await lab.nodes[leader].processes('callback')).length === 0);
  expect(await codes(leader, /^on_stop/, since)).toEqual([0]);
  await table.add(lab, 'leader stopped', since, otherThan(leader));
});

test('moves the address to the other node when the leader is killed, and leaves it there when it comes back', async () => {
  const leader = await settled(lab);
  const since = Date.now();
  await killPatroni(lab.nodes[leader], { postgres: true });
  await leads(lab, otherThan(leader));
  await table.add(lab, 'leader killed', since, otherThan(leader));
  const back = Date.now();
  await startAnew(lab.nodes[leader]);
  expect(await settled(lab)).toBe(otherThan(leader));
  expect(writes(back)).toEqual([]);
});

test('moves the address to the other node when Patroni alone is killed', async () => {
  const leader = await settled(lab);
  const since = Date.now();
  await killPatroni(lab.nodes[leader], { postgres: false });
  await leads(lab, otherThan(leader));
  await table.add(lab, 'Patroni alone killed', since, otherThan(leader));
  await killPatroni(lab.nodes[leader], { postgres: true });
  await startAnew(lab.nodes[leader]);
  expect(await settled(lab)).toBe(otherThan(leader));
});

test('takes nothing for a leader that was killed while the API was silent, once another leads', async () => {
  const other = await settled(lab);
  const leader = otherThan(other);
  const since = Date.now();
  await lab.configure(fileWith('60s')); // longer than the guide says: its own time does not end it
  const held = lab.holdBack(leader, 'DescribeAddresses');
  await switchOver(lab, other);
  await held.sent;
  await killPatroni(lab.nodes[leader], { postgres: true });
  await leads(lab, other);
  held.letGo();
  await until('the orphan has ended', async () => (await codes(leader, PROMOTED, since)).length > 0);
  expect(await codes(leader, PROMOTED, since)).toEqual([20]);
  expect(await lab.logs()).toContain('MANAGER_GONE web/public-address');
  expect(writes(since)).toEqual([]);
  await table.add(lab, 'leader killed, its callback lives on', since);
  await startAnew(lab.nodes[leader]);
});

test('gives a leader the address whose switchover met an API that was away, when the API is back', async () => {
  const other = await settled(lab);
  const leader = otherThan(other);
  lab.simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2' });
  const since = Date.now();
  await switchOver(lab, other);
  await until('the callback has ended', async () => (await codes(leader, PROMOTED, since)).length > 0);
  expect(await codes(leader, PROMOTED, since)).toEqual([20]);
  expect(lab.holders.now()).toBe(other);
  lab.simulator.faults.clear();
  const back = Date.now();
  await leads(lab, leader);
  await table.add(lab, 'API away during a switchover, seconds from its return', back, leader);
});

test('gives a leader the address back that a late write of the other took', async () => {
  const leader = await settled(lab);
  const other = otherThan(leader);
  const since = Date.now();
  const held = lab.holdBack(other, 'AssociateAddress');
  await switchOver(lab, leader);
  await held.sent;
  await followed(lab, other);
  await switchOver(lab, other);
  await until('the callback has ended', async () => (await codes(leader, PROMOTED, since)).length > 0);
  expect(await codes(leader, PROMOTED, since)).toEqual([0]);
  expect(lab.holders.now()).toBe(leader);
  const late = Date.now();
  held.letGo();
  await until('the late write took effect', () => lab.holders.since(late).some(({ node }) => node === other), {
    everyMs: 20,
  });
  await leads(lab, leader);
  await table.add(lab, 'a to b to a, the write of b lands late', late, leader);
});

test('changes nothing while it is paused and when it is resumed', async () => {
  const leader = await settled(lab);
  const since = Date.now();
  for (const value of [true, false]) {
    await pause(lab.nodes[leader], value);
    await until('both have heard of it', async () => {
      const told = await Promise.all(
        NAMES.map((name) => lab.nodes[name].exec('curl', '-s', 'http://127.0.0.1:8008/patroni')),
      );
      return told.every(({ text }) => /"pause": true/.test(text) === value);
    });
  }
  expect(await settled(lab)).toBe(leader);
  expect(writes(since)).toEqual([]);
  await table.add(lab, 'paused and resumed', since);
});

test('leaves the address where it is while etcd is away, and with the leader when it is back', async () => {
  const leader = await settled(lab);
  const since = Date.now();
  await etcd.stop();
  await until('nobody leads', async () => !(await stateOf(lab.nodes[leader])).leads);
  await until('it was demoted', async () => (await codes(leader, /^on_role_change\/replica$/, since)).length > 0, {
    explain: lab.logs,
  });
  expect(lab.holders.now()).toBe(leader);
  expect(writes(since)).toEqual([]);
  await etcd.start();
  const next = await settled(lab);
  await table.add(lab, 'etcd away', since, next);
});

test('never ended in 0 against the truth', async () => {
  expect(await untrue(lab)).toEqual([]);
});
