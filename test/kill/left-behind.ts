import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { World } from '@kirikae/simulator';
import type { Cluster } from '../cluster.ts';

/** Everything that a run can leave behind: the world, and what stands in the state directory of each node. */
export interface LeftBehind {
  readonly world: World;
  readonly a: Files;
  readonly b: Files;
}

/** The content of each file by its path in the directory; of a directory, null. */
export type Files = ReadonlyMap<string, Buffer | null>;

/** What there is now. */
export async function capture({ simulator, a, b }: Cluster): Promise<LeftBehind> {
  const [ofA, ofB] = await Promise.all([filesOf(a.state), filesOf(b.state)]);
  return { world: structuredClone(simulator.world), a: ofA, b: ofB };
}

/** Makes it so again, and forgets the calls since. The ids that the simulator gives out go on: none comes twice. */
export async function restore({ simulator: { world, calls }, a, b }: Cluster, left: LeftBehind): Promise<void> {
  const saved = structuredClone(left.world);
  for (const kind of ['addresses', 'interfaces', 'zones'] as const)
    for (const [index, one] of world[kind].entries()) Object.assign(one, saved[kind][index]);
  world.changes.splice(0, world.changes.length, ...saved.changes);
  calls.length = 0;
  await Promise.all([putFiles(a.state, left.a), putFiles(b.state, left.b)]);
}

/** All files below a folder; none if there is no such folder. */
export async function filesOf(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => null);
  if (!entries) return new Map();
  const read = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), entry.isFile() ? await readFile(path) : null] as const;
  });
  const files = await Promise.all(read);
  return new Map([['', null] as const, ...files.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

async function putFiles(folder: string, files: Files): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, content] of files) {
    const target = join(folder, path);
    await mkdir(content === null ? target : dirname(target), { recursive: true, mode: 0o700 });
    if (content !== null) await writeFile(target, content, { mode: 0o600 });
  }
}

/** The part of the world that any command can change. */
export const changeable = ({ addresses, interfaces, zones }: World): string =>
  JSON.stringify([
    addresses,
    interfaces.map(({ publicIpv4 }) => publicIpv4),
    zones.map(({ recordSets }) => recordSets),
  ]);

/** Equal for two states that differ only in what is drawn by lot or by the clock: ids of runs, processes, requests, associations, the simulator's port. */
export function digestOf({ world, a, b }: LeftBehind): string {
  const told = (files: Files) => [...files].map(([path, content]) => `${path}\n${content?.toString() ?? ''}`);
  const text = [changeable(world), ...told(a), '-', ...told(b)].join('\n');
  const names = new Map<string, string>();
  const nameOf = (id: string) => names.get(id) ?? names.set(id, `id-${names.size}`).get(id) ?? '';
  return text
    .replace(/\.(activate|deactivate)\.\d+\.\d*\./g, '.$1.')
    .replace(/"(pid|start)":"?\d*"?/g, '"$1"')
    .replace(/(http:\/\/[\w.]+):\d+/g, '$1')
    .replace(/"elapsedMs":\d*/g, '"elapsedMs"')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]*Z?/g, 'moment')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'request')
    .replace(/eipassoc-\w+|\b[0-9A-HJKMNP-TV-Z]{26}\b/g, nameOf);
}
