import type { Stats } from 'node:fs';
import { atOnce, awaited } from './question.ts';
import { findWeakness, ownUser } from './safe-path.ts';
import { type Weakness, weaknessOf } from './weakness.ts';

/*
 * Who may write to what this process runs or believes decides what it does with its rights. So it is refused, in one way for all of
 * it; what differs is the error alone, which the caller makes.
 */

/** What the error is told: who may write to which part, how that part concerns the path (nothing to say where it is the path itself), and the command that mends it. */
export type Weak = Weakness & { readonly reach: string };

/** Makes the error. */
export type Refusal = (weak: Weak) => Error;

/**
 * Throws if anybody but root and this user may write to a path or to anything on the way there. Waits for the disk: bound it with `within`.
 */
export async function refuseWeak(path: string, refusal: (weak: Weak) => Error | Promise<Error>): Promise<void> {
  const weakness = await awaited(findWeakness(path));
  if (weakness) throw await refusal(reaching(weakness, path));
}

/** As `refuseWeak`, for the module loader, which cannot wait. */
export function refuseWeakAtOnce(path: string, refusal: Refusal): void {
  refuse(atOnce(findWeakness(path)), path, refusal);
}

/** Throws if anybody else may write to a file that was opened or found in a folder which is safe. Windows has no such bits. */
export async function refuseWeakFile(path: string, found: Stats, refusal: Refusal): Promise<void> {
  const user = ownUser();
  const { uid, gid } = found;
  const mode = found.isFile() || found.isDirectory() ? found.mode : 0; // what is written to a device says nothing later
  if (user !== undefined) refuse(await awaited(weaknessOf(path, { uid, gid, mode }, user)), path, refusal);
}

function refuse(weakness: Weakness | undefined, path: string, refusal: Refusal): void {
  if (weakness) throw refusal(reaching(weakness, path));
}

const reaching = (weakness: Weakness, path: string): Weak => ({
  ...weakness,
  reach: weakness.part === path ? '' : `, on the way to ${path}`,
});
