import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '@kirikae/simulator';
import type { Ended } from '../binary.ts';
import { type Cluster, type ClusterNode, type Entry, newCluster } from '../cluster.ts';
import { hereToo } from '../in-process.ts';
import { atATime } from './at-a-time.ts';
import type { Files } from './left-behind.ts';

/** What the tests of a strategy move: the file, and which kinds of resource stand in it. */
export interface Strategy {
  readonly name: string;
  readonly file: string;
  readonly moves: readonly ('address' | 'record')[];
}

/** A cluster in which one case after the other is tried. */
export interface Slot extends Cluster {
  readonly strategy: Strategy;
  /** What was found to be wrong while calls came in. */
  readonly complaints: string[];
  /** The values and places that this node has of what the strategy moves: "all", "none" or which. */
  heldBy(node: ClusterNode): string;
  /** What is in the zone and the region beside what the strategy moves. */
  bystanders(): string;
}

const PRELOAD = new URL('./preload.mjs', import.meta.url).href;

/** Nothing in these tests is about time: what a machine with much to do needs proves nothing. */
const PATIENCE = 'timeout: 2m\n    monitorTimeout: 2m';

/** Starts a cluster that also has an address and a record that no file names. */
export async function newSlot(strategy: Strategy): Promise<Slot> {
  const cluster = await newCluster();
  await cluster.rewrite(hereToo(cluster, strategy.file.replace('  web:\n', `  web:\n    ${PATIENCE}\n`)));
  const { simulator, zone, address, record, holder } = cluster;
  const other = simulator.addAddress();
  zone.recordSets.push({ name: 'other.example.com.', type: 'A', ttl: 300, values: ['192.0.2.7'] });
  const complaints: string[] = [];
  const nodes = [cluster.a, cluster.b];
  simulator.onCall((call) => {
    const node = nodes.find(({ name }) => name === call.caller);
    if (call.write && !(node && isIntended(node, call, simulator.calls)))
      complaints.push(`${call.action} of ${call.caller} came before its intent`);
  });
  const has = {
    address: (node: ClusterNode) => holder() === node.name,
    record: (node: ClusterNode) => record('www.example.com')?.join() === node.simulated.interfaces[0]?.privateIpv4s[0],
  };
  return {
    ...cluster,
    strategy,
    complaints,
    heldBy: (node) => {
      const held = strategy.moves.filter((kind) => has[kind](node));
      return held.length === strategy.moves.length ? 'all' : held.join() || 'none';
    },
    bystanders: () => {
      const own = strategy.moves.includes('record') ? 'www.example.com.' : '';
      const sets = zone.recordSets.filter(({ name }) => name !== own);
      return JSON.stringify([other, strategy.moves.includes('address') ? null : address, sets]);
    },
  };
}

/** True if the journal has an intent for every call of this action that this run has made so far, this one included. */
function isIntended({ state }: ClusterNode, call: Call, calls: readonly Call[]): boolean {
  const run = runOf(call);
  const journal = join(state, 'journal.jsonl');
  const action = `${call.service}:${call.action}`;
  const entries = existsSync(journal) ? entriesOf(readFileSync(journal, 'utf8')) : [];
  const intents = entries.filter((entry) => entry.kind === 'intent' && entry.run === run && entry.action === action);
  return intents.length >= calls.filter((other) => other.action === call.action && runOf(other) === run).length;
}

const runOf = ({ userAgent }: Call): string | undefined => /\brun\/(\w+)/.exec(userAgent)?.[1];

/** The lines of a journal that are whole. */
export function entriesOf(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return []; // half a line, as a kill leaves it
    }
  });
}

/** The journal of a state directory that was captured. */
export const journalIn = (files: Files): Entry[] => entriesOf(files.get('journal.jsonl')?.toString() ?? '');

/** The points that a run reached, in their order; `same` tells of each at which nothing else was left behind than at an earlier one, which. */
export interface Reached {
  readonly points: readonly string[];
  readonly same: ReadonlyMap<string, string>;
}

/** How many processes run at the same time: more would wait for a processor, and then for time-outs. */
const fewProcesses = atATime(3);

/** Runs a command on the first node as far as a point, or to its end; gives how it ended, and the points that it reached. */
export async function runTo(slot: Slot, args: readonly string[], point?: string): Promise<Reached & { ended: Ended }> {
  const log = join(slot.folder, 'points');
  await rm(log, { force: true });
  const kill = { KILL_STATE: slot.a.state, KILL_LOG: log, ...(point && { KILL_AT: point }) };
  const surroundings = { env: { NODE_OPTIONS: `--import ${PRELOAD}`, ...kill } };
  const ended = await fewProcesses(() => slot.a.runIn(surroundings, ...args));
  const lines = (await readFile(log, 'utf8')).split('\n').filter(Boolean);
  const pairs = lines.map((line) => line.split(' = '));
  const same = pairs.flatMap(([name = '', first]) => (first ? [[name, first] as const] : []));
  return { ended, points: pairs.map(([name = '']) => name), same: new Map(same) };
}
