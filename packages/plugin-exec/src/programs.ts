import { stat } from 'node:fs/promises';
import { type Host, KirikaeError, type Run, type Written } from '@kirikae/core';
import { commandLine } from './command-line.ts';
import { execError } from './errors.ts';
import { type Ended, runProgram } from './run-program.ts';

/** The programs of a resource, as they are recorded for a stop without the file. */
export interface Programs {
  readonly activate: readonly string[];
  readonly deactivate: readonly string[];
  readonly status: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly strategy: string | null;
  /** Where they run, absolute. */
  readonly folder: string;
}

type Event = 'activate' | 'deactivate' | 'status';

/** How long before the end of the time, in ms, a program that changes something is asked to end, before it is made to. */
const GRACE = 300;

/** The programs of a resource, ready to run. */
export function createPrograms(programs: Programs, host: Host) {
  const start = async (event: Event, run: Run, signal: AbortSignal): Promise<Ended> => {
    const line = commandLine(programs[event], programs.folder);
    const left = run.deadline.remaining();
    const patience = event === 'status' ? left : Math.max(left / 2, left - GRACE);
    const env = { ...host.env, ...programs.env, ...protocol(programs, host, run, patience) };
    const given = { ...line, cwd: programs.folder, env, signal, patience, log: run.log };
    return runProgram(given).catch(async (error) => {
      throw await notStarted(line.program, programs.folder, error);
    });
  };

  return {
    /** Asks where it is. Throws `unreachable` if that cannot be told. */
    async look(run: Run, signal: AbortSignal): Promise<{ code: 0 | 7; holder: string | undefined }> {
      const [program = ''] = programs.status;
      const ended = await start('status', run, signal).catch((error) => {
        throw error instanceof KirikaeError ? cannotTell(program, error.message, error) : error;
      });
      signal.throwIfAborted();
      const { code, first } = ended;
      if (code !== 0 && code !== 7) throw cannotTell(program, `it ended in ${endingOf(ended)}${saidBy(ended)}`);
      return { code, holder: /^holder=(\S+)\s*$/.exec(first)?.[1] };
    },

    /** Takes it or lets go of it. Throws `failed` if the program does not end in 0. */
    async change(event: 'activate' | 'deactivate', run: Run, signal: AbortSignal): Promise<Written> {
      const [program = ''] = programs[event];
      const ended = await start(event, run, signal);
      signal.throwIfAborted();
      if (ended.code === 0) return {};
      const ambiguous = ended.signal !== null; // broken off somewhere in the middle
      throw execError('EXEC_FAILED', '', { program, ending: endingOf(ended), said: saidBy(ended) }, { ambiguous });
    },
  };
}

/** What each program is told: the protocol. */
function protocol({ strategy }: Programs, host: Host, run: Run, patience: number): Record<string, string> {
  return {
    KIRIKAE_GROUP: host.group,
    KIRIKAE_RESOURCE: run.resource,
    KIRIKAE_NODE: run.node.name,
    KIRIKAE_REASON: run.reason ?? '',
    KIRIKAE_STRATEGY: strategy ?? '',
    KIRIKAE_TIMEOUT_MS: String(Math.max(1, Math.floor(patience))),
  };
}

const cannotTell = (program: string, why: string, cause?: unknown): KirikaeError =>
  execError('EXEC_CANNOT_TELL', '', { program, why }, { cause });

const endingOf = ({ code, signal }: Ended): string => (signal ? `signal ${signal}` : `exit code ${code}`);

const saidBy = ({ last }: Ended): string => (last === '' ? '' : `, saying: ${last}`);

/** The operating system says ENOENT of a program and of the folder alike. */
async function notStarted(program: string, folder: string, error: NodeJS.ErrnoException): Promise<unknown> {
  if (error.code === undefined) return error;
  const hasFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!hasFolder) return execError('EXEC_NO_FOLDER', '', { program, folder }, { cause: error });
  const where = /[\\/]/.test(program) ? 'no such file' : 'not in PATH';
  if (error.code === 'ENOENT') return execError('EXEC_NOT_FOUND', '', { program, where }, { cause: error });
  return execError('EXEC_NOT_STARTED', '', { program, reason: error.code }, { cause: error });
}
