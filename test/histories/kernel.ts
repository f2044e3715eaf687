import { type FileHandle, open } from 'node:fs/promises';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import type { FileOperation } from './disk.ts';
import {
  awake,
  closeUnseen,
  currentProcess,
  deliver,
  dies,
  never,
  noteRemoved,
  type Process,
  runAs,
} from './machine.ts';
import { signalProgram, startProgram } from './program.ts';
import { watchRequests } from './requests.ts';

/*
 * What processes ask of the kernel passes here: file operations, what it tells of itself and of processes, programs and signals. Requests
 * pass by `requests.ts`.
 */

/** The file operations that are under way. */
export const underWay = new Set<Promise<unknown>>();

const load = createRequire(import.meta.url);
type Functions = Record<string, (...given: unknown[]) => Promise<unknown>>;

const OF_PATHS = [
  'open',
  'readdir',
  'rename',
  'rm',
  'unlink',
  'stat',
  'lstat',
  'mkdir',
  'writeFile',
  'realpath',
  'access',
];
const OF_HANDLES = ['writeFile', 'datasync', 'read', 'readFile', 'stat', 'write', 'sync'];

/** Lets every operation of this process's modules pass by the virtual processes. Once, before the first history. */
export async function boot(): Promise<void> {
  const files: Functions = load('node:fs/promises');
  const handle = await open(tmpdir(), 'r');
  watch(Object.getPrototypeOf(handle), OF_HANDLES, (name, self) => ({ name, path: paths.get(self) ?? '', flags: '' }));
  await handle.close();
  watch(files, OF_PATHS, (name, _, [path, second]) => ({
    name,
    path: String(path),
    flags: name === 'open' ? String(second ?? 'r') : '',
    to: name === 'rename' ? String(second) : undefined,
  }));
  const readFile = files['readFile'] as Functions[string];
  files['readFile'] = (...given) =>
    operate(() => kernelFile(given[0]) ?? readFile(...given), { name: 'readFile', path: String(given[0]), flags: 'r' });
  watchRequests();
  watchPrograms();
  const { pid } = process;
  Object.defineProperty(process, 'pid', { get: () => currentProcess()?.pid ?? pid });
  syncBuiltinESMExports();
}

/** Which file a handle is of. */
const paths = new WeakMap<object, string>();

function watch(
  functions: Functions,
  names: readonly string[],
  describe: (name: string, self: object, given: unknown[]) => FileOperation,
): void {
  for (const name of names) {
    const original = functions[name];
    if (!original) continue;
    functions[name] = function (this: object, ...given) {
      const operation = describe(name, this, given);
      return operate(
        () => original.apply(this, given),
        operation,
        () => original.apply(this, halved(given)),
      ).then((made) => noteOpen(made, operation.path));
    };
  }
}

/** What a full disk still takes of what is written: half of it. */
const halved = ([text, ...rest]: unknown[]): unknown[] => [String(text).slice(0, String(text).length / 2), ...rest];

async function operate<T>(call: () => T | Promise<T>, operation: FileOperation, half?: () => Promise<T>): Promise<T> {
  const process = currentProcess();
  if (process && dies(process)) return never();
  if (process?.asleep) await awake(process);
  if (process) await meetDisk(process, operation, half);
  if (process?.killed) return never();
  const going = done(process, call, operation);
  underWay.add(going);
  const made = await going.finally(() => underWay.delete(going));
  return process ? heard(process, made) : told(made);
}

async function meetDisk(process: Process, operation: FileOperation, half?: () => Promise<unknown>): Promise<void> {
  const { disk } = process.machine;
  if (!operation.path.startsWith(disk.folder)) return;
  try {
    if (disk.trouble === 'hangs') process.spoiled += 1; // from now on, and not when it goes on
    await disk.meet(operation);
  } catch (error) {
    process.spoiled += 1;
    if (disk.trouble === 'ENOSPC' && operation.name === 'writeFile') await half?.();
    throw error;
  }
}

type Made<T> = { readonly value: T } | { readonly error: unknown };

async function done<T>(
  process: Process | undefined,
  call: () => T | Promise<T>,
  operation: FileOperation,
): Promise<Made<T>> {
  const disk = process && operation.path.startsWith(process.machine.disk.folder) ? process.machine.disk : undefined;
  try {
    if (operation.name === 'writeFile') await disk?.note(operation);
    const value = await call();
    if (process && operation.name === 'rm') noteRemoved(process, operation.path);
    if (operation.name !== 'writeFile') await disk?.note(operation);
    return { value };
  } catch (error) {
    return { error };
  }
}

function told<T>(made: Made<T>): T {
  if ('error' in made) throw made.error;
  return made.value;
}

/** What became of an operation, if its process still lives. */
async function heard<T>(process: Process, made: Made<T>): Promise<T> {
  const handle = 'value' in made && isHandle(made.value) ? made.value : undefined;
  if (handle) process.open.add(handle); // it may die before it hears of it
  if (!dies(process)) {
    if (process.asleep) await awake(process);
    return told(made);
  }
  if (handle) closeUnseen(handle);
  return never();
}

/** What the kernel tells of itself and of processes. */
function kernelFile(path: unknown): string | undefined {
  const process = currentProcess();
  if (!process || typeof path !== 'string' || !path.startsWith('/proc/')) return undefined;
  const { machine } = process;
  if (path === '/proc/sys/kernel/random/boot_id') return `${machine.name}-boot-${machine.boot}\n`;
  const pid = Number(/^\/proc\/(\d+)\/stat$/.exec(path)?.[1]);
  const running = machine.running.get(pid);
  if (running) return `${pid} (kirikae) ${running.asleep ? 'T' : 'S'} ${'0 '.repeat(18)}${pid * 7} 0`;
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}

function noteOpen<T>(made: T, path: string): T {
  if (!isHandle(made)) return made;
  paths.set(made, path);
  const close = made.close.bind(made); // a property of its own
  made.close = () => operate(close, { name: 'close', path: '', flags: '' });
  return made;
}

const isHandle = (made: unknown): made is FileHandle => typeof made === 'object' && made !== null && 'datasync' in made;

/** Programs that a process starts are the history's; signals to them as well. */
function watchPrograms(): void {
  const children = load('node:child_process');
  const { spawn } = children;
  children.spawn = (file: string, args: string[], options: { env: Record<string, string> }) => {
    const process = currentProcess();
    if (!process) return spawn(file, args, options);
    if (dies(process)) return startProgram(file, args, options.env, () => {});
    return startProgram(file, args, options.env, (event) => deliver(process, 'answers', event));
  };
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) =>
    currentProcess() ? runAs(undefined, () => signalProgram(pid, signal)) : kill(pid, signal);
}
