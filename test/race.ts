import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '@kirikae/simulator';
import { expect } from 'vitest';
import type { Ended } from './binary.ts';
import { type Cluster, type ClusterNode, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/*
 * Two real processes at the same moment. Both looks and both writes are held back until the other node's has come too, and every call
 * is then held back for a while that a seed decides, so that they interleave. The order may differ from run to run; the laws hold in all.
 */

const RELEASED = plus(RECORD, 'onDeactivate: release');
export const ADDRESS = fileOf(EIP);
export const NAME = fileOf(RELEASED);
export const BOTH = fileOf(EIP, RELEASED);
export const AT_ONCE = fileOf(plus(EIP, 'after: []'), plus(RELEASED, 'after: []'));

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
export interface Race extends Cluster {
  readonly moments: Moment[];
  held(): Holders;
  /** At how many kinds of calls (looks, writes) the two nodes met: the first of each was there before one of them was handled. */
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
  const met = new Set<string>();
  return {
    met: () => met.size,
    async wait(kind: string, caller: string | null): Promise<void> {
      const other = open.get(kind);
      if (other?.caller === caller) return;
      if (other) {
        other.come();
        return;
      }
      const stop = new AbortController();
      const come = () => {
        met.add(kind);
        stop.abort();
      };
      open.set(kind, { caller, come });
      await sleep(PATIENCE, undefined, { signal: stop.signal }).catch(() => {});
    },
  };
}

/** Mixes and watches the calls of a cluster from now on. */
export function mix(cluster: Cluster, content: string, seed: number): Race {
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

export const hasAll = (held: Holders, { name }: ClusterNode) => Object.values(held).every((holder) => holder === name);

/** True if there was a moment after this node's last write, or after its start if it wrote nothing, at which it had everything. */
async function everHadAll(race: Race, node: ClusterNode, running: Promise<Ended>): Promise<boolean> {
  await running;
  const seen = [...race.moments, { call: undefined, held: race.held() }];
  const last = seen.findLastIndex(({ call }) => call?.caller === node.name && call.write);
  return seen.slice(last + 1).some(({ held }) => hasAll(held, node));
}

/** Who had what at a node's last look at the address. */
export const lastSeen = ({ moments }: Race, { name }: ClusterNode) =>
  moments.findLast(({ call }) => call.caller === name && call.action === 'DescribeAddresses')?.held['address'];

/** Both nodes activate at the same moment. */
export async function activateBoth(content: string, seed: number) {
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
export async function stopLosers({ race, results, held }: Awaited<ReturnType<typeof activateBoth>>): Promise<void> {
  for (const { node } of results.filter(({ code }) => code !== 0)) {
    const before = Object.entries(held()).filter(([, holder]) => holder !== node.name);
    expect(await node.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(race.held()).toMatchObject(Object.fromEntries(before));
  }
}

export const rounds = <T>(seeds: readonly number[], round: (seed: number) => Promise<T>): Promise<T[]> =>
  Promise.all(seeds.map(round));
export const sum = (races: readonly { met(): number }[]): number => races.reduce((total, { met }) => total + met(), 0);
