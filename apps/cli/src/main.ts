import { beginReport, EXIT_CODES, failWith } from '@kirikae/engine';
import { Config, flush, Plugin, run, settings } from '@oclif/core';
import pjson from '../package.json' with { type: 'json' };
import { COMMANDS } from './index.ts';
import { leave } from './leave.ts';
import { answer } from './manager/managed.ts';
import { managerIn } from './manager/managers.ts';
import { present } from './output/present.ts';
import { fromOclif, unknownCommand } from './usage-error.ts';

settings.enableAutoTranspile = false;

/** Commands are given to oclif as they are, not discovered: the same for a clone, a bundle and a single executable. */
async function runCommand(argv: string[]): Promise<void> {
  const root = process.execPath; // never read
  const plugin = new Plugin({ isRoot: true, root, pjson: pjson as never, ignoreManifest: true });
  Object.assign(plugin, { commandCache: COMMANDS }); // a private field; a test fails should oclif rename it
  await plugin.load();
  const config = await Config.load({ root, pjson: pjson as never, plugins: new Map([[plugin.name, plugin]]) } as never);
  await run(argv, config);
  await flush();
}

/** The command that was meant, in words, and its flags. */
function meant([first = '', second = '']: readonly string[]): { command: string; flags: string[] } {
  const known: Record<string, { flags?: object; baseFlags?: object }> = COMMANDS;
  const command = known[`${first}:${second}`] ? `${first} ${second}` : first;
  const { flags, baseFlags } = known[command.replace(' ', ':')] ?? {};
  return { command, flags: Object.keys({ ...flags, ...baseFlags }) };
}

/** Tells an error that no command told. */
async function tell(error: unknown, argv: readonly string[]): Promise<void> {
  const { command, flags } = meant(argv);
  const manager = managerIn(argv);
  const report = beginReport({ command, group: null, version: pjson.version });
  failWith(report, fromOclif(error, command, flags));
  if (manager) await answer(manager, report, process.env);
  present({ ...report }, argv.includes('--json'), () => '', manager);
}

/** Ends when all that was written has left; keep-alive sockets need no waiting for. */
const end = () =>
  process.stdout.write('', () => process.stderr.write('', () => leave(Number(process.exitCode ?? EXIT_CODES.failed))));

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  process.on('uncaughtException', (error) => {
    void tell(error, argv).finally(end);
  });
  try {
    const unknown = unknownCommand(argv, Object.keys(COMMANDS));
    if (unknown) throw unknown;
    await runCommand(argv);
    process.exitCode ??= EXIT_CODES.done; // help and version tell nothing
  } catch (error) {
    await tell(error, argv);
  }
  end();
}

// a reader that goes away (`kirikae status | head`) is no reason to crash
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
void main();
