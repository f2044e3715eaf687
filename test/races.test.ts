import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '@kirikae/simulator';
import { expect, it } from 'vitest';
import type { Ended } from './binary.ts';
import { type Cluster, type ClusterNode, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/*
 * Two real processes at the same moment. Both looks and both writes are held back until the other node's has come too, and every call
 * is then held back for a while that a seed decides, so that they interleave. The order may differ from run to run; the laws hold in all.
 */

const RELEASED = plus(RECORD, 'onDeactivate: release');
const ADDRESS = fileOf(EIP);
const NAME = fileOf(RELEASED);
const BOTH = fileOf(EIP, RELEASED);
const AT_ONCE = fileOf(plus(EIP, 'after: []'), plus(RELEASED, 'after: []'));

/** How long a call waits for the other node's, in ms: less than its client waits for an answer. */
const PATIENCE = 3_500;
/** How long a call is held back at most, in ms. */
const PAUSE = 250;

/** Who has what; `www` is only looked at where the file has it. */
type Holders = Readonly<Record<string, string | null>>;

/** Who had what when AWS began to handle a call, that is after all that came before it. */
interface Moment {
  readonly call: Call;
  readonly held: Holders;
}

/** A cluster whose calls are mixed and watched. */
interface Race extends Cluster {
  readonly moments: Moment[];
  held(): Holders;
  /** How often the two nodes met: the call of each was there before one of them was handled. */
  met(): number;
}

/** Numbers from 0 to 1 that a seed decides. */
function numbers(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Holds back the first call of a kind until the other node's first one has come, or its patience ends. */
function meeting() {
  const open = new Map<string, { caller: string | null; come: () => void }>();
  let met = 0;
  return {
    met: () => met,
    async wait(kind: string, caller: string | null): Promise<void> {
      const other = open.get(kind);
      if (other?.caller === caller) return;
      if (other) {
        other.come();
        return;
      }
      const stop = new AbortController();
      const come = () => {
        met += 1;
        stop.abort();
      };
      open.set(kind, { caller, come });
      await sleep(PATIENCE, undefined, { signal: stop.signal }).catch(() => {});
    },
  };
}

/** Mixes and watches the calls of a cluster from now on. */
function mix(cluster: Cluster, content: string, seed: number): Race {
  const random = numbers(seed);
  const meetings = meeting();
  const moments: Moment[] = [];
  const nameOf = (value = '') => [cluster.a, cluster.b].find(({ name }) => addressOf(name) === value)?.name ?? null;
  const held = () => ({
    ...(content.includes('aws/eip') && { address: cluster.holder() }),
    ...(content.includes('aws/route53') && { www: nameOf(cluster.record('www.example.com')?.[0]) }),
  });
  cluster.simulator.onCall(async (call) => {
    if (call.service === 'imds') return;
    await meetings.wait(call.write ? 'write' : 'look', call.caller);
    await sleep(random() * PAUSE);
    moments.push({ call, held: held() });
  });
  return { ...cluster, moments, held, met: meetings.met };
}

const addressOf = (name: string) => (name === 'web-1' ? '10.0.1.10' : '10.0.1.11');

const hasAll = (held: Holders, { name }: ClusterNode) => Object.values(held).every((holder) => holder === name);

/** True if there was a moment after this node's last write, or after its start if it wrote nothing, at which it had everything. */
async function everHadAll(race: Race, node: ClusterNode, running: Promise<Ended>): Promise<boolean> {
  await running;
  const seen = [...race.moments, { call: undefined, held: race.held() }];
  const last = seen.findLastIndex(({ call }) => call?.caller === node.name && call.write);
  return seen.slice(last + 1).some(({ held }) => hasAll(held, node));
}

/** Who had what at a node's last look at the address. */
const lastSeen = ({ moments }: Race, { name }: ClusterNode) =>
  moments.findLast(({ call }) => call.caller === name && call.action === 'DescribeAddresses')?.held['address'];

/** Both nodes activate at the same moment. */
async function activateBoth(content: string, seed: number) {
  const race = mix(await newCluster(content), content, seed);
  const nodes = [race.a, race.b];
  const results = await Promise.all(
    nodes.map(async (node) => {
      const running = node.run('activate', 'web', '--timeout', '20s');
      const had = await everHadAll(race, node, running);
      return { node, had, ...(await running) };
    }),
  );
  return { ...race, race, results };
}

/** A command that failed is followed by a stop: it must not touch what the other node has. */
async function stopLosers({ race, results, held }: Awaited<ReturnType<typeof activateBoth>>): Promise<void> {
  for (const { node } of results.filter(({ code }) => code !== 0)) {
    const before = Object.entries(held()).filter(([, holder]) => holder !== node.name);
    expect(await node.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(race.held()).toMatchObject(Object.fromEntries(before));
  }
}

const rounds = <T>(seeds: readonly number[], round: (seed: number) => Promise<T>): Promise<T[]> =>
  Promise.all(seeds.map(round));
const sum = (races: readonly { met(): number }[]): number => races.reduce((total, { met }) => total + met(), 0);

it('gives the address to one of two nodes that activate at once: the holder exits 0, whose last look shows that it lost exits 21', async () => {
  const played = await rounds([1, 2, 3, 4, 5, 6], (seed) => activateBoth(ADDRESS, seed));
  expect(sum(played)).toBeGreaterThan(0);
  for (const { race, results, holder } of played) {
    expect(results.find(({ node }) => node.name === holder())).toMatchObject({ code: 0 });
    for (const { node, code, had, lastLine } of results) {
      expect(code, lastLine).toBe(lastSeen(race, node) === node.name ? 0 : 21);
      expect(had || code === 21).toBe(true);
    }
  }
  await Promise.all(played.map(stopLosers));
});

it('gives the record to one of two nodes that activate at once, and only that one exits 0', async () => {
  const played = await rounds([11, 12, 13, 14, 15, 16], (seed) => activateBoth(NAME, seed));
  const accepted = ({ writes }: Cluster) => writes().filter(({ status }) => status === 200);
  expect(played.filter((one) => one.met() === 2).length).toBeGreaterThan(0);
  for (const one of played) {
    expect(one.held()).toEqual({ www: accepted(one).at(-1)?.caller });
    for (const { node, code, lastLine } of one.results)
      expect(code, lastLine).toBe(accepted(one).some(({ caller }) => caller === node.name) ? 0 : 21);
    if (one.met() === 2) expect(one.results.map(({ code }) => code).sort()).toEqual([0, 21]);
  }
  await Promise.all(played.map(stopLosers));
});

it.each([
  ['in turn', BOTH],
  ['at once', AT_ONCE],
])('lets a node exit 0 only if it had address and record together after its last write: %s', async (_, content) => {
  const played = await rounds([21, 22, 23, 24, 25], (seed) => activateBoth(content, seed));
  expect(sum(played)).toBeGreaterThan(0);
  for (const { results } of played)
    for (const { code, had, lastLine } of results) {
      expect([0, 21], lastLine).toContain(code);
      if (code === 0) expect(had).toBe(true);
    }
  await Promise.all(played.map(stopLosers));
});

it('ends in 21 if the address was lost while the record was moved, though each write was answered', async () => {
  const { a, b, simulator, holder, record, folder } = await newCluster(BOTH);
  const other = join(folder, 'address-alone.yaml');
  await writeFile(other, ADDRESS, { mode: 0o600 });
  const stop = simulator.onCall(async ({ caller, action }) => {
    if (caller !== 'web-1' || action !== 'ChangeResourceRecordSets') return;
    stop();
    await b.run('activate', 'web', '--config', other);
  });
  const ended = await a.run('activate', 'web');
  expect(ended).toMatchObject({
    code: 21,
    lastLine: expect.stringMatching(/^kirikae: RACE_LOST web\/public-address: .*i-0123456789abcdefb holds it now/),
  });
  expect([holder(), record('www.example.com')]).toEqual(['web-2', ['10.0.1.10']]);
});

it.each([
  ['the address', ADDRESS],
  ['the record', NAME],
  ['both', BOTH],
])('leaves %s with B that activates while A deactivates, whatever comes first', async (_, content) => {
  const played = await rounds([31, 32, 33, 34], async (seed) => {
    const cluster = await newCluster(content);
    expect(await cluster.a.run('activate', 'web')).toMatchObject({ code: 0 });
    const race = mix(cluster, content, seed);
    const ended = await Promise.all([race.a.run('deactivate', 'web'), race.b.run('activate', 'web')]);
    return { ...race, ended };
  });
  expect(sum(played)).toBeGreaterThan(0);
  for (const { ended, held, b } of played) {
    expect(ended.map(({ code, lastLine }) => [code, lastLine])).toEqual([
      [0, expect.any(String)],
      [0, expect.any(String)],
    ]);
    expect(hasAll(held(), b)).toBe(true);
  }
});

const RELEASES = [
  ['DisassociateAddress', ADDRESS],
  ['ChangeResourceRecordSets', NAME],
] as const;

/** A command of A that dies when its write has been sent. AWS handles the write when `late` is called, and tells when it has. */
async function dieInWrite(cluster: Cluster, command: string) {
  const { a, simulator } = cluster;
  const gate = Promise.withResolvers<void>();
  const sent = Promise.withResolvers<Call>();
  const stop = simulator.onCall(async (call) => {
    if (!call.write || call.caller !== a.name) return;
    stop();
    sent.resolve(call);
    await gate.promise;
  });
  const dying = a.start(command, 'web');
  const call = await sent.promise;
  dying.kill('SIGKILL');
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  const late = async () => {
    gate.resolve();
    await simulator.idle();
    return call;
  };
  return { late };
}

it.each(RELEASES)('leaves it with B when the %s of a stop arrives after A has died', async (action, content) => {
  const cluster = await newCluster(content);
  const { a, b } = cluster;
  await a.run('activate', 'web');
  const { late } = await dieInWrite(cluster, 'deactivate');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(await late()).toMatchObject({ action, status: 400 });
  expect(hasAll(mix(cluster, content, 0).held(), b)).toBe(true);
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('leaves the address with B when the release of A takes effect only after A has given up on its answer', async () => {
  const { a, b, simulator, holder, arrival } = await newCluster();
  await a.run('activate', 'web');
  simulator.faults.add({ kind: 'late', ms: 8_000, action: 'DisassociateAddress', times: 2 });
  const sent = arrival('DisassociateAddress');
  const stopping = a.start('deactivate', 'web', '--timeout', '4s');
  await sent;
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(await stopping.ended).toMatchObject({ code: 0 });
  await simulator.idle();
  expect(simulator.faults.injected.late).toBeGreaterThan(0);
  expect(holder()).toBe('web-2');
});

it.each(
  RELEASES.flatMap(([action, content]) => (['before', 'after'] as const).map((when) => ({ when, action, content }))),
)('gives it to B when A dies $when its $action took effect', async ({ when, action, content }) => {
  const cluster = await newCluster(content);
  const { a, b, simulator } = cluster;
  await a.run('activate', 'web');
  simulator.faults.add({ kind: 'kill', when, action, caller: 'web-1', times: 1 });
  const dying = a.start('deactivate', 'web');
  simulator.onKill(async () => {
    dying.kill('SIGKILL');
    await dying.ended;
  });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  const { held } = mix(cluster, content, 0);
  expect(hasAll(held(), a)).toBe(when === 'before');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(hasAll(held(), b)).toBe(true);
});

it('refuses the late batch of a dead node that wanted the record, since B has changed it meanwhile', async () => {
  const cluster = await newCluster(NAME);
  const { b, record } = cluster;
  const { late } = await dieInWrite(cluster, 'activate');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(await late()).toMatchObject({ status: 400, error: 'InvalidChangeBatch' });
  expect(record('www.example.com')).toEqual(['10.0.1.11']);
});

it('cannot keep the late AssociateAddress of a dead node from winning; monitor tells it, and activating again takes it back', async () => {
  const cluster = await newCluster();
  const { b, holder } = cluster;
  const { late } = await dieInWrite(cluster, 'activate');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-2');
  expect(await late()).toMatchObject({ status: 200 });
  expect(holder()).toBe('web-1');
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-2');
});
