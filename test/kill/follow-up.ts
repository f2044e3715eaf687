import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClusterNode, Entry } from '../cluster.ts';
import { type EndedHere, historyOf, runHere } from '../in-process.ts';
import type { Command } from './commands.ts';
import { changeable, filesOf } from './left-behind.ts';
import { journalIn, type Slot } from './slot.ts';

/** Notes that something is not as it must be. */
export type Complain = (what: string) => void;

/** The next run on the same node: the same command again, after a look at the history. One that writes tells what the dead run may have written, and tidies. */
export async function sameNode(slot: Slot, command: Command, complain: Complain): Promise<void> {
  const before = journalIn(await filesOf(slot.a.state));
  const unfinished = endless(before) && mayHaveWritten(lastOf(before));
  await tellsHistory(slot, complain);
  const { stderr } = await mustEnd(slot.a, 0, command.args, complain);
  mustHold(slot, command.ends, complain);
  if (command.writes === 'nothing') return;
  if (stderr.includes('RUN_UNFINISHED') !== unfinished) complain(`it says of the run before it: "${stderr}"`);
  const entries = journalIn(await filesOf(slot.a.state));
  if (endless(entries) || entries.filter(isBegin).length !== before.filter(isBegin).length + 1)
    complain('the next run is not whole in the journal');
  const waste = [...(await filesOf(slot.a.state)).keys()].filter((path) => WASTE.test(path));
  if (waste.length > 0) complain(`${waste} stays behind`);
}

/** True if a write was sent of which it is not certain that it had no effect. */
function mayHaveWritten(entries: readonly Entry[]): boolean {
  const refused = new Set(entries.flatMap(({ outcome, write }) => (outcome === 'failed' ? [write] : [])));
  return entries.some(({ kind, write }) => kind === 'intent' && !refused.has(write));
}

/** What only a dead run can have left when no other runs: its ticket, its draft. */
const WASTE = /^web\.lock\/|\.json\../;

const isBegin = ({ kind }: Entry): boolean => kind === 'begin';

/** The entries of the last run in a journal. */
const lastOf = (entries: readonly Entry[]): Entry[] => {
  const last = entries.findLast(isBegin)?.run;
  return entries.filter(({ run }) => run === last);
};

/** True if that run has no end. */
const endless = (entries: readonly Entry[]): boolean =>
  entries.some(isBegin) && !lastOf(entries).some(({ kind }) => kind === 'end');

/** The next run on the other node, and then what a cluster manager does with the one that died. */
export async function otherNode(slot: Slot, complain: Complain): Promise<void> {
  await mustEnd(slot.b, 0, ['activate', 'web'], complain);
  mustHold(slot, ['none', 'all'], complain);
  const taken = changeable(slot.simulator.world);
  await mustEnd(slot.a, 7, ['monitor', 'web'], complain);
  await mustEnd(slot.a, 0, ['deactivate', 'web'], complain);
  if (changeable(slot.simulator.world) !== taken) complain('a late deactivate touched what the other node holds');
}

/** What holds at all times: nothing beside what the file names has been touched. */
export async function mustBeClean(slot: Slot, bystanders: string, complain: Complain): Promise<void> {
  for (const complaint of slot.complaints.splice(0)) complain(complaint);
  if (slot.bystanders() !== bystanders) complain(`something that no file names was changed: ${slot.bystanders()}`);
  for (const { state, name } of [slot.a, slot.b]) {
    const others = (await readdir(dirname(state))).filter((entry) => entry !== 'state');
    const strange = [...(await filesOf(state)).keys()].filter((path) => !KNOWN.test(path));
    if (others.length + strange.length > 0) complain(`${name} has files of no use: ${[...others, ...strange]}`);
  }
}

const KNOWN = /^(|journal\.jsonl|web\.state\.json(\.\w{26})?|web\.lock(\/.*)?)$/;

/** Runs a command that must end in `code`, and say nothing on stderr but that a run before it did not finish. */
export async function mustEnd(
  node: ClusterNode,
  code: number,
  args: readonly string[],
  complain: Complain,
): Promise<EndedHere> {
  const ended = await runHere(node, args);
  const said = ended.stderr.replace(/^kirikae: warning: RUN_UNFINISHED .*\n/, '');
  if (ended.code !== code || said !== '') complain(`${args.join(' ')} on ${node.name} ended in ${ended.code}: ${said}`);
  return ended;
}

/** Complains if the nodes do not hold what they must. */
export function mustHold(slot: Slot, [first, second]: readonly [string, string], complain: Complain): void {
  const [a, b] = [slot.heldBy(slot.a), slot.heldBy(slot.b)];
  if (a !== first || b !== second) complain(`web-1 has ${a}, web-2 has ${b}; ${first} and ${second} was wanted`);
}

/** Every run whose first line is whole is told; one without an end as unfinished; a write without an outcome as unknown. */
async function tellsHistory({ a }: Slot, complain: Complain): Promise<void> {
  const entries = journalIn(await filesOf(a.state));
  const { runs, stderr } = await historyOf(a);
  if (stderr !== '') complain(`history says: ${stderr}`);
  const begun = entries.filter(isBegin).map(({ run }) => run);
  const told = (run: string) => {
    const of = (kind: string) => entries.filter((entry) => entry.run === run && entry.kind === kind);
    const known = new Map(of('outcome').map(({ write, outcome }) => [write, outcome]));
    const writes = of('intent').map(({ write }) => known.get(write) ?? 'unknown');
    return [run, of('end').length > 0, of('end')[0]?.outcome ?? 'unfinished', ...writes].join();
  };
  const shown = runs.map(({ runId, endedAt, outcome, writes }) =>
    [runId, endedAt !== null, outcome, ...writes.map((write) => write.outcome)].join(),
  );
  if (shown.join(' ') !== begun.map(told).join(' '))
    complain(`history shows ${shown}; the journal has ${begun.map(told)}`);
}
