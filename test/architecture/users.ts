import { filesIn, workspaces } from '../repository.ts';
import { arrowsOf, targetOf } from './arrows.ts';
import type { Exported } from './exports.ts';

/** Who takes what of one file: for itself, or to give it on under some name. */
interface Taken {
  readonly by: string;
  readonly name: string;
  readonly as: string | undefined;
}

/** All files of ours that may import another. */
const importers = new Set(
  [...workspaces.map(({ path }) => path), '.ci'].flatMap((path) => [...filesIn(path, '.ts'), ...filesIn(path, '.js')]),
).add('vitest.config.ts');

const takenFrom = new Map<string, Taken[]>();
for (const by of importers)
  for (const { specifier, name, as } of arrowsOf(by)) {
    const target = targetOf(by, specifier);
    if (target) takenFrom.set(target, [...(takenFrom.get(target) ?? []), { by, name, as }]);
  }

/** The files that import an exported name for themselves, by whatever way it comes to them. */
export function usersOf({ file, written }: Pick<Exported, 'file' | 'written'>): string[] {
  const taken = (takenFrom.get(file) ?? []).filter(({ name }) => name === written || name === '*');
  return taken.flatMap(({ by, as }) =>
    as === undefined ? [by] : usersOf({ file: by, written: as === '*' ? written : as }),
  );
}
