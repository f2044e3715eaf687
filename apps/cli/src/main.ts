import './login.ts'; // first: what is imported after it finds its login
import './environment.ts'; // and the variables that say something
import './output/streams.ts'; // and its streams
import { beginReport, coreError, EXIT_CODES, failWith, toKirikaeError, visible } from '@kirikae/engine';
import { Config, Plugin, run, settings } from '@oclif/core';
import pjson from '../package.json' with { type: 'json' };
import { end } from './end/end.ts';
import { listenForSignals } from './end/interrupt.ts';
import { outcome, settle } from './end/outcome.ts';
import { keepFromEnding } from './end/outside.ts';
import { COMMANDS } from './index.ts';
import { answer } from './manager/managed.ts';
import { managerIn } from './manager/managers.ts';
import { logger } from './output/log.ts';
import { present } from './output/present.ts';
import { say } from './output/words.ts';
import { endOfFlags, fromOclif, switchWithValue, unknownCommand } from './usage-error.ts';

settings.enableAutoTranspile = false;

/** Commands are given to oclif as they are, not discovered: the same for a clone, a bundle and a single executable. Gives the exit code. */
async function runCommand(argv: string[]): Promise<number> {
  const root = process.execPath; // never read
  const plugin = new Plugin({ isRoot: true, root, pjson: pjson as never, ignoreManifest: true });
  Object.assign(plugin, { commandCache: COMMANDS }); // a private field; a test fails should oclif rename it
  await plugin.load();
  const plugins = new Map([[plugin.name, plugin]]);
  const config = await Config.load({ root, pjson: pjson as never, plugins } as never);
  const code = await run(argv, config);
  return typeof code === 'number' ? code : EXIT_CODES.done; // help and version tell nothing
}

/** The command that was meant, in words, its flags, and those of them that take no value. */
function meant([first = '', second = '']: readonly string[]) {
  const known: Record<string, { flags?: object; baseFlags?: object }> = COMMANDS;
  const command = known[`${first}:${second}`] ? `${first} ${second}` : first;
  const { flags, baseFlags } = known[command.replace(' ', ':')] ?? {};
  const all: Record<string, { readonly type?: string }> = { ...flags, ...baseFlags };
  const switches = Object.keys(all).filter((name) => all[name]?.type === 'boolean');
  return { command, flags: Object.keys(all), switches };
}

/** True if the answer shall be JSON; what stands behind `--` is no flag. */
const wantsJson = (argv: readonly string[]): boolean => argv.slice(0, endOfFlags(argv)).includes('--json');

/** True if all is to be told of what goes wrong. */
const wantsDebug = (argv: readonly string[]): boolean => /--log-level[= ]debug( |$)/.test(argv.join(' '));

/** Tells an error that no command told. Gives the exit code. */
async function tell(error: unknown, argv: readonly string[]): Promise<number> {
  const { command, flags } = meant(argv);
  const manager = managerIn(argv);
  const report = beginReport({ command, group: null, version: pjson.version });
  const told = failWith(report, fromOclif(error, command, flags));
  if (told.code === 'DEFECT' && wantsDebug(argv)) logger('debug').log((error as Error)?.stack ?? String(error));
  if (manager) await answer(manager, report, process.env);
  return present({ ...report }, wantsJson(argv), () => [], manager);
}

async function codeOf(argv: string[]): Promise<number> {
  try {
    const unknown = unknownCommand(argv, Object.keys(COMMANDS)) ?? switchWithValue(argv, meant(argv));
    if (unknown) throw unknown;
    return await runCommand(argv);
  } catch (error) {
    const settled = outcome();
    if (settled === undefined) return tell(error, argv);
    say('stderr', `kirikae: warning: DEFECT the result could not be told: ${visible(toKirikaeError(error).message)}\n`);
    return settled;
  }
}

/** What nobody caught: told once, unless all is settled. What goes wrong after that is not told again. */
function endOnDefects(argv: readonly string[]): void {
  let isTold = false;
  const defect = (error: unknown) => {
    if (isTold || outcome() !== undefined) return void end(settle(EXIT_CODES.failed));
    isTold = true;
    const code = tell(error, argv).catch(() => managerIn(argv)?.failure ?? EXIT_CODES.failed);
    void code.then((each) => end(each));
  };
  process.on('uncaughtException', defect);
  process.on('beforeExit', () =>
    defect(coreError('DEFECT', '', { reason: 'it waits for something that never comes' })),
  );
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  listenForSignals();
  endOnDefects(argv);
  keepFromEnding();
  await end(await codeOf(argv));
}

void main();
