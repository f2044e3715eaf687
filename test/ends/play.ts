import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Address, type SimulatedNode, startSimulator } from '@kirikae/simulator';
import { BINARY } from '../binary.ts';
import { ALLOCATION, EIP, fileOf } from '../cluster.ts';
import { COMMANDS, type Command, codeFor, formed } from './commands.ts';
import { type Fate, type Outlets, outletsFor, type Where } from './fates.ts';
import type { Row } from './pairs.ts';
import { type Around, STRANGER, surroundingsOf } from './surroundings.ts';

/** What has not ended by then, in ms, has not ended in time: no command has more than 30 s. */
const LATEST = 40_000;

/** How a run ended, and what the world was like then. */
interface Played {
  readonly code: number | NodeJS.Signals | null;
  readonly holder: string;
  /** What a reader got, where there was one. */
  readonly read: string | undefined;
}

/** Plays one row; tells what is not as it must be, or nothing. */
export async function play(row: Row): Promise<string | undefined> {
  const command = COMMANDS[row['command'] ?? ''];
  if (!command) throw new Error(`no command ${row['command']}`);
  const { code, holder, read } = await run(command, row);
  const wanted = codeFor(command, row['form'] ?? '');
  const faults = [
    code === wanted ? [] : `ended in ${code}, not in ${wanted}`,
    command.ends === undefined || command.ends === holder ? [] : `${holder} has the address, not ${command.ends}`,
    read === undefined ? [] : (lackOf(read, row, wanted) ?? []),
  ].flat();
  return faults.length > 0 ? `${Object.values(row).join(' | ')}: ${faults.join('; ')}` : undefined;
}

/** What a reader who takes his time must have got in the end. */
function lackOf(read: string, { form, where }: Row, code: number): string | undefined {
  const isFailure = code !== 0 && code !== 7;
  const last = read.trimEnd().split('\n').at(-1) ?? '';
  if (where !== 'stdout' && isFailure && !/\[exit \d+, run \w+\]$/.test(last)) return `the last line was lost: ${read}`;
  if (where === 'stderr' || (isFailure && form !== 'json')) return undefined;
  return read.endsWith('\n') && isWhole(read, form) ? undefined : `words were lost: ${read}`;
}

const isWhole = (read: string, form: string | undefined): boolean => {
  if (form !== 'json') return true;
  const [, document = ''] = /^([{[][\s\S]*?[}\]]\n)/.exec(read) ?? [];
  return isJson(document) || isJson(read);
};

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

async function run(command: Command, { form, fate, where, around }: Row): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-ends-'));
  const { node, address, env, close } = await newWorld(folder, command);
  if (around === 'no passwd entry') await chown(env.KIRIKAE_STATE_DIR, STRANGER, 0);
  const outlets = await outletsFor(fate as Fate, where as Where, folder);
  const { args, env: asked } = formed(form ?? '');
  const { wrap, env: around_ } = surroundingsOf(around as Around, { ...env, ...asked });
  const line = [...wrap, ...outlets.wrap, BINARY, ...command.args, ...args];
  const code = await ended(line, around_, outlets);
  const read = outlets.read?.();
  outlets.close();
  await close();
  await rm(folder, { recursive: true, force: true });
  return { code, holder: holderOf(address, node), read };
}

async function ended(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  { stdio }: Outlets,
): Promise<Played['code']> {
  const child = spawn(program, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env }, cwd: '/', stdio });
  const timer = setTimeout(() => child.kill('SIGKILL'), LATEST);
  const [code, signal] = await once(child, 'exit');
  clearTimeout(timer);
  return signal ?? code;
}

function holderOf({ associationId, networkInterfaceId }: Address, { interfaces }: SimulatedNode): string {
  if (associationId === null) return 'nobody';
  return interfaces.some(({ id }) => id === networkInterfaceId) ? 'here' : 'there';
}

/** A simulated AWS of its own, with two nodes and the address. */
async function newWorld(folder: string, { holder }: Command) {
  const simulator = await startSimulator();
  const address = simulator.addAddress({ allocationId: ALLOCATION });
  const [node, other] = [await simulator.addNode({ name: 'web-1' }), await simulator.addNode({ name: 'web-2' })];
  const [at] = { here: node, there: other, none: undefined }[holder ?? 'none']?.interfaces ?? [];
  if (at)
    Object.assign(address, {
      associationId: 'eipassoc-0123456789abcdef0',
      networkInterfaceId: at.id,
      privateIp: at.privateIpv4s[0],
    });
  const file = join(folder, 'kirikae.yaml');
  const state = join(folder, 'state');
  await chmod(folder, 0o755); // also another user's run finds its file
  await mkdir(state, { mode: 0o700 });
  await writeFile(file, `${fileOf(EIP)}    timeout: 30s\n    monitorTimeout: 30s\n`, { mode: 0o644 });
  const env = {
    ...node.env,
    HOME: folder,
    KIRIKAE_CONFIG: file,
    KIRIKAE_NODE: 'web-1',
    KIRIKAE_STATE_DIR: state,
  };
  const close = async () => {
    await Promise.all([node.stopMetadata(), other.stopMetadata()]);
    await simulator.close();
  };
  return { node, address, env, close };
}

/** Plays rows, some at the same time; gives what is not as it must be. */
export async function playAll(rows: readonly Row[], atOnce: number): Promise<string[]> {
  const faults: string[] = [];
  const queue = [...rows];
  const player = async () => {
    for (let row = queue.shift(); row; row = queue.shift()) {
      const fault = await play(row);
      if (fault) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, player));
  return faults;
}
