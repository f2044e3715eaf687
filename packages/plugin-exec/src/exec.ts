import { resolve as resolvePath } from 'node:path';
import type { Host, Resource, ResourceType, Run } from '@kirikae/core';
import { mergeEnvironment, told } from './command-line.ts';
import { type Program, runProgram } from './program.ts';
import { mustBeDone, statusOf, type Verb, variablesOf } from './protocol.ts';
import { type Config, schema } from './schema.ts';

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

const VERBS: readonly Verb[] = ['activate', 'deactivate', 'status'];

/** The programs, and where they run. */
interface Resolved extends Readonly<Record<Verb, readonly string[]>> {
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Recorded, since a stop without the file still tells it to the program. */
  readonly strategy: string | null;
}

export const exec: ResourceType<Config, Resolved> = {
  type: 'exec',
  summary: 'Anything that programs of your own take, release and look at',
  schema,
  staleReads: false,
  release: () => ({
    default: 'release',
    allowed: ['release'],
    because: 'only this node can let go of what its programs hold',
  }),
  takeable: () => false,
  tellsHolder: () => true,
  resolve,
  create,
  targets: ({ activate, deactivate, status, env, workingDirectory }) => [
    `what ${[activate, deactivate, status].map((each) => JSON.stringify(each)).join(', ')} move in ${workingDirectory} with ${sorted(env)}`,
  ],
  permissions: (resolved) => VERBS.map((verb) => ({ actions: [`exec:${verb}`], resources: [told(resolved[verb])] })),
};

const sorted = (env: Resolved['env']): string => JSON.stringify(Object.entries(env).sort());

async function resolve(
  { activate, deactivate, status, env, workingDirectory = '.' }: Config,
  { folder, strategy }: Host,
): Promise<Resolved> {
  return { activate, deactivate, status, env, workingDirectory: resolvePath(folder, workingDirectory), strategy };
}

function create(resolved: Resolved, host: Host): Resource {
  const { workingDirectory, strategy } = resolved;

  return {
    status: (run) =>
      run.read(async (signal) =>
        statusOf(await runProgram(program('status', run), signal), told(resolved.status), run),
      ),
    activate: (run) => change('activate', run),
    deactivate: (run) => change('deactivate', run),
  };

  function change(verb: Verb, run: Run): Promise<void> {
    const words = told(resolved[verb]);
    return run.write(`exec:${verb}`, `run ${words}`, async (signal) => {
      mustBeDone(await runProgram(program(verb, run), signal), verb, words);
      return {};
    });
  }

  function program(verb: Verb, run: Run): Program {
    const own = { ...resolved.env, ...variablesOf(run, host, strategy) };
    const env = mergeEnvironment(host.env, own, process.platform);
    return { words: resolved[verb], env, workingDirectory, log: (text) => run.log(`${run.resource}: ${text}`) };
  }
}
