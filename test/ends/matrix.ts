import { COMMANDS, canBe, FORMS } from './commands.ts';
import { FATES, WHERE } from './fates.ts';
import type { Factors, Row } from './pairs.ts';
import { ROOTED, SURROUNDINGS } from './surroundings.ts';

/** True where mount namespaces can be made. */
export const isRoot = process.getuid?.() === 0;

/** How a run can end: what is asked for, how it is told, and what has become of the place where it is told. */
export const FACTORS: Factors = {
  command: Object.keys(COMMANDS),
  around: isRoot ? [...SURROUNDINGS, ...ROOTED] : SURROUNDINGS,
  fate: FATES,
  form: FORMS,
  where: WHERE,
};

/** True unless a command has no such form. */
export function allowed({ command, form }: Row): boolean {
  const found = COMMANDS[command ?? ''];
  return found === undefined || form === undefined || canBe(found, form);
}
