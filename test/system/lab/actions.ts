import { readFile } from 'node:fs/promises';
import type { LabNode } from './node.ts';

/** A note of the wrapper around the agent: an action began, or ended with this code. */
export interface Note {
  readonly at: number;
  readonly ended: boolean;
  readonly action: string;
  readonly code: number | null;
}

/** What Pacemaker had the agent do on a node since then, oldest first. */
export async function actionsOf({ env }: LabNode, since: number): Promise<Note[]> {
  const lines = (await readFile(`${env['LAB_ACTIONS']}`, 'utf8')).split('\n').filter(Boolean);
  const notes = lines.map((line) => {
    const [at, phase, action = '', code] = line.split(' ');
    return { at: Number(at) * 1000, ended: phase === 'end', action, code: code === undefined ? null : Number(code) };
  });
  return notes.filter(({ at }) => at >= since);
}

/** The codes with which an action ended on a node since then. */
export const codesOf = async (node: LabNode, action: string, since: number): Promise<(number | null)[]> =>
  (await actionsOf(node, since)).filter((note) => note.ended && note.action === action).map(({ code }) => code);

/** The starts and stops that began on these nodes since then, as `NODE ACTION`. */
export async function disturbances(nodes: Iterable<LabNode>, since: number): Promise<string[]> {
  const found: string[] = [];
  for (const node of nodes)
    for (const { ended, action } of await actionsOf(node, since))
      if (!ended && action !== 'monitor') found.push(`${node.name} ${action}`);
  return found;
}

/** How long the first start on a node took since then, from Pacemaker's call to the agent's exit, and when it was over; in seconds. */
export async function startOf(node: LabNode, since: number): Promise<{ took: number; over: number }> {
  const starts = (await actionsOf(node, since)).filter(({ action }) => action === 'start');
  const [begin, end] = [starts.find(({ ended }) => !ended), starts.find(({ ended }) => ended)];
  if (!begin || !end) throw new Error(`${node.name} has not started the group: ${JSON.stringify(starts)}`);
  return { took: (end.at - begin.at) / 1000, over: (end.at - since) / 1000 };
}

/** The same in words. */
export const told = ({ took, over }: { took: number; over: number }): string =>
  `start took ${took.toFixed(2)} s and was over after ${over.toFixed(2)} s`;
