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
  const obstacle = await whyNotIn(place.workingDirectory);
  if (obstacle) return obstacle;
  const file = await findFile(program, place);
  if (typeof file !== 'string') return file;
  const [interpreter, ...options] = interpreterOf(file, place.platform);
  if (interpreter !== undefined) return findCommand([interpreter, ...options, file, ...args], place);
  return refusal(file, args, place.platform) ?? { file, args };
}

/** The first of the files that a name may mean that can be run. What cannot be looked at may be nowhere, as far as anybody knows. */
async function findFile(program: string, place: Place): Promise<string | Obstacle> {
  const files = filesOf(program, place);
  let barred: string | undefined;
  const hidden: string[] = [];
  for (const file of files) {
    const found = await look(file);
    if (found === 'runs') return file;
    if (found === 'barred') barred ??= file;
    else if (found !== 'none') hidden.push(`${file} (${found.code})`);
  }
  if (barred !== undefined) return refused(barred, program);
  return isBare(program, place.platform) ? missing(program, hidden) : gone(files[0] ?? program, hidden);
}

const refused = (file: string, program: string): Obstacle => ({
  obstacle: `${file} is there, but this user may not run it`,
  remedy: `make it executable (chmod +x ${file}), or name its interpreter first: [sh, ${program}]`,
});

const missing = (program: string, hidden: readonly string[]): Obstacle => ({
  obstacle: `there is no program ${program} in PATH${hidden.length ? `, though this user cannot look at ${hidden.join(', ')}` : ''}`,
  remedy: 'install it, or write its whole path',
});

const gone = (file: string, [hidden]: readonly string[]): Obstacle =>
  hidden === undefined
    ? {
        obstacle: `there is no file ${file}`,
        remedy:
          'put the program there on every node, or correct its path; a relative one is meant from workingDirectory',
      }
    : {
        obstacle: `this user cannot look at ${hidden}`,
        remedy: `look at it by hand as the user that runs kirikae (ls -l ${file}), and mend what that shows, or correct its path`,
      };

/** What a path is to somebody who wants to run it; or the code of what kept him from looking, a folder that he may not enter above all. */
async function look(file: string): Promise<'runs' | 'barred' | 'none' | { readonly code: string }> {
  try {
    if (!(await stat(file)).isFile()) return 'none';
  } catch (error) {
    return isNowhere(error) ? 'none' : { code: codeOf(error) };
  }
  return access(file, constants.X_OK).then(
    () => 'runs' as const,
    () => 'barred' as const,
  );
}

/** Why nothing can be run in a folder; undefined if it can. */
async function whyNotIn(folder: string): Promise<Obstacle | undefined> {
  const none = {
    obstacle: `the working directory ${folder} is not there`,
    remedy: 'make it, or correct workingDirectory',
  };
  try {
    await stat(`${folder}/.`); // only whoever may enter it sees what is in it
    return undefined;
  } catch (error) {
    if (isNowhere(error)) return none;
    return {
      obstacle: `this user cannot enter the working directory ${folder} (${codeOf(error)})`,
      remedy: 'let it enter that folder and those above it, or correct workingDirectory',
    };
  }
}

/** True if the error says that nothing can be at that path. */
const isNowhere = (error: unknown): boolean => ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error));

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

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
