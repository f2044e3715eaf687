import { AsyncLocalStorage } from 'node:async_hooks';
import { type FileHandle, open } from 'node:fs/promises';
import type { ClientRequest } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';

/*
 * Machines and processes inside this one: each run of a command is a process with a number of its own, on a machine with a boot of its own.
 * A process that is killed does nothing any more: no file operation and no request of it is made or answered from then on, as after
 * kill -9. What it sent before may still take effect.
 */

/** A machine, as far as a process can see it: which boot this is, and which processes run. */
export interface Machine {
  boot: number;
  readonly name: string;
  readonly running: Map<number, Process>;
}

/** A run of a command. `killAt` is the number of the operation before which it is killed. */
export interface Process {
  readonly pid: number;
  readonly machine: Machine;
  readonly killAt: number;
  operations: number;
  killed: boolean;
  /** What the kernel closes when it dies. */
  readonly open: Set<FileHandle>;
}

const current = new AsyncLocalStorage<Process>();
/** Above the highest number that a kernel gives, so that none is a real process. */
let pids = 5_000_000;

export const makeMachine = (name: string): Machine => ({ name, boot: 1, running: new Map() });

/** Runs `body` as a process. Gives undefined if it was killed. */
export async function spawn<T>(
  machine: Machine,
  killAt: number,
  body: (process: Process) => Promise<T>,
): Promise<T | undefined> {
  const made: Process = { pid: ++pids, machine, killAt, operations: 0, killed: false, open: new Set() };
  machine.running.set(made.pid, made);
  const killed = new Promise<undefined>((resolve) => deaths.set(made, () => resolve(undefined)));
  const ended = current.run(made, () => body(made));
  return Promise.race([ended, killed]).finally(() => machine.running.delete(made.pid));
}

const deaths = new WeakMap<Process, () => void>();

/** Kills a process as by -9. */
export function kill(victim: Process): void {
  victim.killed = true;
  victim.machine.running.delete(victim.pid);
  for (const handle of victim.open) close(handle);
  deaths.get(victim)?.();
}

/** Cuts the power, and starts the machine again. */
export function reboot(machine: Machine): void {
  for (const each of [...machine.running.values()]) kill(each);
  machine.boot += 1;
}

/** Counts an operation of a process, and kills it there if that is where it dies. True if it is dead. */
function dies(process: Process): boolean {
  if (!process.killed && ++process.operations === process.killAt) kill(process);
  return process.killed;
}

/** What a dead process waits for. */
const never = (): Promise<never> => new Promise(() => {});

/** The file operations that are under way. */
export const underWay = new Set<Promise<unknown>>();

async function operate<T>(call: () => T | Promise<T>): Promise<T> {
  const process = current.getStore();
  if (process && dies(process)) return never();
  const going = Promise.resolve(call()).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  underWay.add(going);
  const made = await going.finally(() => underWay.delete(going));
  return process ? heard(process, made) : told(made);
}

type Made<T> = { readonly value: T } | { readonly error: unknown };

function told<T>(made: Made<T>): T {
  if ('error' in made) throw made.error;
  return made.value;
}

/** What became of an operation, if its process still lives. */
function heard<T>(process: Process, made: Made<T>): T | Promise<T> {
  if (!dies(process)) return told(made);
  if ('value' in made) close(made.value);
  return never();
}

/** A file that is opened for a process that has died meanwhile is closed again. */
function close(made: unknown): void {
  if (isHandle(made)) current.exit(() => made.close()).catch(() => {});
}

/** What the kernel tells of itself and of processes. */
function kernelFile(path: unknown): string | undefined {
  const process = current.getStore();
  if (!process || typeof path !== 'string' || !path.startsWith('/proc/')) return undefined;
  const { machine } = process;
  if (path === '/proc/sys/kernel/random/boot_id') return `${machine.name}-boot-${machine.boot}\n`;
  const pid = Number(/^\/proc\/(\d+)\/stat$/.exec(path)?.[1]);
  if (machine.running.has(pid)) return `${pid} (kirikae) S ${'0 '.repeat(18)}${pid * 7} 0`;
  throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}

const load = createRequire(import.meta.url);
type Functions = Record<string, (...given: unknown[]) => Promise<unknown>>;

/** Lets every operation of this process's modules pass by the virtual processes. Once, before the first history. */
export async function boot(): Promise<void> {
  const files: Functions = load('node:fs/promises');
  const handle = await open(tmpdir(), 'r');
  watch(Object.getPrototypeOf(handle), ['writeFile', 'datasync', 'read', 'readFile', 'stat', 'write', 'sync']);
  await handle.close();
  watch(files, [
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
  ]);
  const readFile = files['readFile'] as Functions[string];
  files['readFile'] = (...given) => operate(() => kernelFile(given[0]) ?? readFile(...given));
  watchRequests();
  const { pid } = process;
  Object.defineProperty(process, 'pid', { get: () => current.getStore()?.pid ?? pid });
  syncBuiltinESMExports();
}

function watch(functions: Functions, names: readonly string[]): void {
  for (const name of names) {
    const original = functions[name];
    if (!original) continue;
    functions[name] = function (this: unknown, ...given) {
      return operate(() => original.apply(this, given)).then(noteOpen);
    };
  }
}

function noteOpen<T>(made: T): T {
  if (!isHandle(made)) return made;
  current.getStore()?.open.add(made);
  const close = made.close.bind(made); // a property of its own
  made.close = () => operate(close);
  return made;
}

const isHandle = (made: unknown): made is FileHandle => typeof made === 'object' && made !== null && 'datasync' in made;

/** The requests that were sent and have not ended. */
export const requests = new Set<object>();

/** A request is an operation when it is sent, and another when its answer comes. */
function watchRequests(): void {
  const http = load('node:http');
  const original = http.request;
  http.request = (...given: unknown[]) => {
    const process = current.getStore();
    if (!process) return original(...given);
    if (dies(process)) return nothing();
    const request: ClientRequest = original(...given);
    requests.add(request);
    request.once('close', () => requests.delete(request));
    const emit = request.emit.bind(request);
    request.emit = (event: string, ...told: unknown[]) => {
      if (event === 'close' || !(event === 'response' ? dies(process) : process.killed)) return emit(event, ...told);
      requests.delete(request);
      return true;
    };
    return request;
  };
}

/** A request that is never sent: whatever is asked of it is this again. */
function nothing(): unknown {
  const request: object = new Proxy(() => {}, {
    get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : request),
    apply: () => request,
  });
  return request;
}
