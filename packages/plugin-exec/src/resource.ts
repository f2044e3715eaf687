import type { Host, Resource, Run, Status, Written } from '@kirikae/core';
import { mergeEnvironment, told } from './command-line.ts';
import { foundProgram, type Program, runProgram } from './program.ts';
import type { Command } from './program-file.ts';
import { mustBeDone, type Verb, variablesOf } from './protocol.ts';
import type { Resolved } from './resolved.ts';
import { refuseWeakProgram } from './safe-program.ts';
import { statusOf } from './status.ts';
import { readVariables } from './variables.ts';

/*
 * exec: whatever three programs of yours can take, release and look at.
 *
 *   look      exec:status       exit 0: active here; 7: not here, and a first line `holder=NAME`: there; all else: cannot tell
 *   take      exec:activate     exit 0: done, and `status` is asked whether that is so
 *   release   exec:deactivate   exit 0: done
 *
 * The trap: only the program knows what it releases. Between the look and the release another node may have taken it, so
 * `deactivate` must let go of what this node holds, never of "whatever is there".
 */

/** The programs of one resource. */
interface Programs {
  readonly resolved: Resolved;
  readonly host: Host;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource {
  const programs: Programs = { resolved, host };
  return {
    status: (run) => look(programs, run),
    activate: (run) => take(programs, run),
    deactivate: (run) => letGo(programs, run),
  };
}

function look(programs: Programs, run: Run): Promise<Status> {
  const words = told(programs.resolved.status);
  return run.read(async (signal) =>
    statusOf(await runProgram(await programOf(programs, 'status', run), signal), words, run),
  );
}

const take = (programs: Programs, run: Run): Promise<Written> => change(programs, 'activate', run);

const letGo = (programs: Programs, run: Run): Promise<Written> => change(programs, 'deactivate', run);

async function change(programs: Programs, verb: Verb, run: Run): Promise<Written> {
  const words = told(programs.resolved[verb]);
  if (run.dryRun) {
    const found = await foundProgram(await programOf(programs, verb, run));
    if ('obstacle' in found) mustBeDone({ how: 'not started', ...found }, verb, words);
  }
  return run.write(`exec:${verb}`, `run ${words}`, async (signal, started) => {
    mustBeDone(await runProgram(await programOf(programs, verb, run), signal, started), verb, words);
    return {};
  });
}

async function programOf({ resolved, host }: Programs, verb: Verb, run: Run): Promise<Program> {
  const { workingDirectory, strategy } = resolved;
  const own = { ...(await readVariables(resolved.env, host)), ...variablesOf(run, host, strategy) };
  const env = mergeEnvironment(host.env, own, process.platform);
  const words = resolved[verb];
  const refuseWeak = (command: Command) => refuseWeakProgram(command, words, host);
  return { words, env, workingDirectory, refuseWeak, log: (text) => run.log(`${run.resource}: ${text}`) };
}
