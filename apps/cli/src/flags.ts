import { parseDuration } from '@kirikae/engine';
import { Args, Errors, Flags } from '@oclif/core';
import { MANAGER_NAMES } from './manager/managers.ts';

/** The flag of every command that reads the file. */
export const fileFlag = {
  config: Flags.string({
    char: 'c',
    helpValue: 'FILE',
    summary: 'The configuration file; default: KIRIKAE_CONFIG, else /etc/kirikae/kirikae.yaml.',
  }),
};

/** The flag of commands that look into Patroni's own file. */
export const patroniFlag = {
  patroni: Flags.string({
    helpValue: 'FILE',
    summary: "Patroni's own file (patroni.yml): where its REST API listens, and its ttl.",
  }),
};

/** Flags of every command that acts by the file. */
export const fileFlags = {
  ...fileFlag,
  node: Flags.string({
    helpValue: 'NAME',
    summary: 'The name of this node; default: KIRIKAE_NODE, else the host name.',
  }),
};

/** Flags of every command. */
export const commonFlags = {
  json: Flags.boolean({ summary: 'Print one JSON document and nothing else.' }),
  'log-level': Flags.option({
    options: ['debug', 'info', 'warn', 'error'] as const,
    default: 'warn' as const,
    helpValue: 'debug|info|warn|error',
    summary: 'How much to tell on stderr.',
  })(),
};

/** A duration in milliseconds. */
const timeoutFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  summary: 'The longest that the whole run may take, instead of what the file says: 500ms, 10s, 2m.',
  parse: async (text) => {
    const ms = parseDuration(text);
    if (!ms) throw new Errors.CLIError(`--timeout must be a duration such as 500ms, 10s or 2m, not ${text}`);
    return ms;
  },
});

/** Flags of the commands that a cluster manager's scripts call. */
export const managedFlags = {
  timeout: timeoutFlag(),
  manager: Flags.option({
    options: MANAGER_NAMES,
    helpValue: MANAGER_NAMES.join('|'),
    summary: 'The cluster manager that calls: variables, log and exit codes are its own.',
  })(),
};

/** Flags of commands that write. */
export const writeFlags = {
  'dry-run': Flags.boolean({ summary: 'Look at the world and print each write that would be made, and make none.' }),
  yes: Flags.boolean({ summary: 'Do not ask before taking or releasing, on a terminal.' }),
};

/** The group to act on. */
export const groupArg = { group: Args.string({ required: true, description: 'The resource group.' }) };
/** The group to look at. */
export const optionalGroupArg = { group: Args.string({ description: 'The resource group; default: all.' }) };
