import { access, constants, stat } from 'node:fs/promises';
import { filesOf, interpreterOf, isBare, type Obstacle, type Place, refusal } from './command-line.ts';

/** A program file and its arguments, ready to be started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** Finds the program of an argument list, or tells what stands in the way and what to do. */
export async function findCommand(words: readonly string[], place: Place): Promise<Command | Obstacle> {
  const [program = '', ...args] = words;
  if (!(await isFolder(place.workingDirectory)))
    return {
      obstacle: `the working directory ${place.workingDirectory} is not there`,
      remedy: 'make it, or correct workingDirectory',
    };
  const file = await findFile(program, place);
  if (typeof file !== 'string') return file;
  const [interpreter, ...options] = interpreterOf(file, place.platform);
  if (interpreter !== undefined) return findCommand([interpreter, ...options, file, ...args], place);
  return refusal(file, args, place.platform) ?? { file, args };
}

/** The first of the files that a name may mean that can be run. */
async function findFile(program: string, place: Place): Promise<string | Obstacle> {
  let barred: string | undefined;
  for (const file of filesOf(program, place)) {
    const found = await look(file);
    if (found === 'runs') return file;
    if (found === 'barred') barred ??= file;
  }
  if (barred !== undefined)
    return {
      obstacle: `${barred} is there, but this user may not run it`,
      remedy: `make it executable (chmod +x ${barred}), or name its interpreter first: [sh, ${program}]`,
    };
  return isBare(program, place.platform)
    ? { obstacle: `there is no program ${program} in PATH`, remedy: 'install it, or write its whole path' }
    : {
        obstacle: `there is no file ${filesOf(program, place)[0]}`,
        remedy:
          'put the program there on every node, or correct its path; a relative one is meant from workingDirectory',
      };
}

/** What a path is to somebody who wants to run it. */
async function look(file: string): Promise<'runs' | 'barred' | 'none'> {
  try {
    if (!(await stat(file)).isFile()) return 'none';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'barred' : 'none';
  }
  return access(file, constants.X_OK).then(
    () => 'runs' as const,
    () => 'barred' as const,
  );
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** What a failed start means, where the file itself had been found. */
export function whyNotStarted(error: NodeJS.ErrnoException, file: string): Obstacle {
  if (error.code === 'ENOENT')
    return {
      obstacle: `the interpreter that the first line of ${file} names is not there`,
      remedy: 'correct its line #!, line end included (LF, not CRLF)',
    };
  return {
    obstacle: `${file} cannot be started (${error.code ?? error.message})`,
    remedy: 'run it by hand as the user that runs kirikae, and mend what that shows',
  };
}
