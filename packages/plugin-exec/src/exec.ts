import { resolve as resolvePath } from 'node:path';
import { type Host, type Problem, perNode, type Resource, type ResourceType, strict } from '@kirikae/core';
import { z } from 'zod';
import { createPrograms, type Programs } from './programs.ts';

/*
 * exec: programs of your own as a resource, the way to teach kirikae without a plugin.
 *
 *   look      runs `status`: 0 is active, 7 is not active; a first line `holder=NAME` says who has it; all else is "cannot tell"
 *   take      runs `activate`, which must end in 0; then looks until `status` says active
 *   release   runs `deactivate`, which must end in 0
 *
 * The trap: a program that hangs, or leaves others behind. It has a group of processes of its own, which ends with the time.
 */

const list = (what: string) =>
  z
    .array(
      z.string().refine((text) => !text.includes('\0'), 'must not hold a NUL character'),
      {
        error: 'must be a list: the program, then its arguments',
      },
    )
    .min(1, 'must name a program')
    .refine(([program]) => program !== '', 'must name a program')
    .meta({ description: `${what}: a program and its arguments, run without a shell.` });

const schema = strict({
  activate: list('Takes it; ends in 0 when that is done'),
  deactivate: list('Lets go of it; ends in 0 when that is done, also if there was nothing to do'),
  status: list('Tells where it is: ends in 0 (active), 7 (not active); all else is "cannot tell"'),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable'), perNode(z.string()))
    .default({})
    .meta({ description: "Variables for the programs, beside those of kirikae's own environment." }),
  workingDirectory: z
    .string()
    .min(1, 'must be a folder')
    .optional()
    .meta({ description: 'Where they run. Default: the folder of the file.' }),
});
type Config = z.output<typeof schema>;

export const exec: ResourceType<Config, Programs> = {
  type: 'exec',
  summary: 'Programs of your own: one that takes, one that lets go, one that tells',
  schema,
  staleReads: false,
  problems: ({ env }) =>
    Object.keys(env)
      .filter((name) => name.startsWith('KIRIKAE_'))
      .map(reserved),
  release: () => ({ default: 'release', allowed: ['release'], because: 'nobody else can let go of it' }),
  takeable: () => false,
  tellsHolder: () => true,
  resolve: async ({ activate, deactivate, status, env, workingDirectory = '.' }, { folder, strategy }) => {
    return { activate, deactivate, status, env, strategy, folder: resolvePath(folder, workingDirectory) };
  },
  create,
  targets: ({ activate, env, folder }) => [`what ${JSON.stringify([activate, env, folder])} takes`],
  permissions: ({ activate, deactivate, status }) =>
    Object.entries({ activate, deactivate, status }).map(([action, [program = '']]) => ({
      actions: [`exec:${action}`],
      resources: [program],
    })),
};

const reserved = (name: string): Problem => ({
  path: ['env', name],
  reason: 'is a variable that kirikae sets itself',
  remedy: 'take another name',
});

function create(programs: Programs, host: Host): Resource {
  const { look, change } = createPrograms(programs, host);
  const own = { holder: { id: host.node.name } };
  return {
    async status(run) {
      const { code, holder } = await run.read((signal) => look(run, signal));
      if (code === 0) return { state: 'active', ...own, detail: `${programs.status[0]} says so` };
      if (holder === undefined) return { state: 'inactive', detail: `${programs.status[0]} says so` };
      return { state: 'elsewhere', holder: { id: holder }, detail: `${programs.status[0]} says ${holder}` };
    },
    activate: (run) =>
      run.write('exec:activate', `run ${programs.activate.join(' ')}`, (signal) => change('activate', run, signal)),
    deactivate: (run) =>
      run.write('exec:deactivate', `run ${programs.deactivate.join(' ')}`, (signal) =>
        change('deactivate', run, signal),
      ),
  };
}
