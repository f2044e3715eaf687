import { readFileSync, statSync } from 'node:fs';

/** Belongs to root of the machine, whatever namespace it is looked at from. */
const OVERFLOW = '/proc/sys/kernel/overflowuid';

/** What a process can know of the user namespace that it runs in. */
interface UserNamespace {
  /** The text of `/proc/self/uid_map`: a line for each range, of its first id in here, its first id outside, and its length. */
  readonly map: string;
  /** The id that owners are shown with who have none in here. */
  readonly overflow: number;
  /** The id that root of the machine is shown with. */
  readonly system: number;
}

/**
 * The owner that cannot be told: many are shown as it, and root of the machine is among them (`/` and `/tmp` in a user namespace without
 * root). Undefined where root is told, since whoever has no id is a stranger then; and where a user of the namespace itself has that id.
 */
export function untoldOwner(namespace = readUserNamespace()): number | undefined {
  if (!namespace) return undefined;
  const { map, overflow, system } = namespace;
  const ranges = map.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const isUser = ranges.some(([first = 0, , length = 0]) => overflow >= first && overflow < first + length);
  return system === overflow && !isUser ? overflow : undefined;
}

/** Undefined where there are no such namespaces, or no /proc. Reads no disk. */
function readUserNamespace(): UserNamespace | undefined {
  try {
    const map = readFileSync('/proc/self/uid_map', 'utf8');
    return { map, overflow: Number(readFileSync(OVERFLOW, 'utf8')), system: statSync(OVERFLOW).uid };
  } catch {
    return undefined;
  }
}
