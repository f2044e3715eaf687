import type { PatroniFile } from '../manager/patroni-file.ts';

/** The systems that scripts are printed for. */
export const SYSTEMS = ['linux', 'windows'] as const;
export type System = (typeof SYSTEMS)[number];

/** What a script must know: absolute paths on the machine that will run it, and the times that its manager shall allow. */
export interface Target {
  readonly manager: string;
  readonly event: string | undefined;
  readonly group: string;
  readonly binary: string;
  readonly config: string;
  readonly node: string | undefined;
  readonly os: System;
  /** The unit that needs the group (systemd). */
  readonly service: string;
  /** What Patroni's own file says, if it was named. */
  readonly patroni: PatroniFile | undefined;
  /** kirikae's own version. */
  readonly version: string;
  /** Seconds to allow for start and stop, and for a monitor: the group's own, and some for the start of the process and the report. */
  readonly seconds: { readonly move: number; readonly monitor: number };
  /** True where the file could not be read, so that the times are those of a file that says nothing of them. */
  readonly isAssumed: boolean;
  /** The command that printed it, without the program. */
  readonly command: string;
}

/** The command that printed the script, for its first lines. */
export const printedBy = ({ command, version }: Target): string => `Printed by kirikae ${version}: kirikae ${command}`;

/** What CLUSTERPRO has to be told of time. */
export const limitOf = ({ isAssumed }: Target, seconds: number): string =>
  `Leave it synchronous; its time limit must be ${seconds} s or more${isAssumed ? " (assumed: allow the file's own timeout and 5 s)" : ''}.`;

/** The words after the program, without quotes: what is asked, by whom, and the file; each is quoted by the script's own rules. */
export const wordsOf = ({ manager, group, config, node }: Target, command: string): string[] => [
  command,
  group,
  '--manager',
  manager,
  '--config',
  config,
  ...(node ? ['--node', node] : []),
];

/** Why a script cannot go on, in the words of the last line. */
export const notInstalled = ({ group }: Target, wanted: string, program: string): string =>
  `kirikae: NOT_INSTALLED ${group}: cannot ${wanted}, there is no program ${program}; install it there, or print this script again [exit 1]`;
