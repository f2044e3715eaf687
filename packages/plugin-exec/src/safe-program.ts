import type { Host } from '@kirikae/core';
import { told } from './command-line.ts';
import { execError } from './errors.ts';
import type { Command } from './program-file.ts';

/**
 * Throws `EXEC_UNSAFE` for a program that others may write to: they would decide what is done with the rights of this process. It is
 * that of the file alone: what an interpreter is given to read is not looked at.
 */
export const refuseWeakProgram = (
  { file }: Command,
  words: readonly string[],
  { refuseWeak }: Pick<Host, 'refuseWeak'>,
): Promise<void> =>
  refuseWeak(file, (weak) => execError('EXEC_UNSAFE', '', { program: told(words.slice(0, 1)), ...weak }));
