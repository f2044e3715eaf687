import { AsyncLocalStorage } from 'node:async_hooks';
import type { FileHandle } from 'node:fs/promises';
import { type Disk, makeDisk } from './disk.ts';

/*
 * Machines and processes inside this one: each run of a command is a process with a number of its own, on a machine with a boot of its own.
 * A process that is killed does nothing any more: no file operation and no request of it is made or answered from then on, as after
 * kill -9. What it sent before may still take effect. One that is suspended does nothing for a while, as after SIGSTOP: what happens to it
 * meanwhile, it finds when it goes on, timers first.
 */

/** A machine, as far as a process can see it: which boot this is, which processes run, what its disk does, and what its clock shows. */
export interface Machine {
  boot: number;
  readonly name: string;
  readonly running: Map<number, Process>;
  readonly disk: Disk;
  /** How far, in ms, its wall clock is before the true time. */
  ahead: number;
}

/** When a process stops doing anything: the numbers of the operations before which it is killed, or suspended for `sleepFor` ms; 0: never. */
export interface Fate {
  readonly killAt: number;
  readonly sleepAt: number;
  readonly sleepFor: number;
}

/** A run of a command. */
export interface Process {
  readonly pid: number;
  readonly machine: Machine;
  readonly fate: Fate;
  operations: number;
  killed: boolean;
  /** What it will find when it goes on; undefined unless it is suspended. */
  asleep: { readonly timers: (() => void)[]; readonly answers: (() => void)[] } | undefined;
  /** From when to when it was suspended. */
  readonly sleeps: {
    readonly from: number;
    to: number /** True if a request was about to leave. */;
    sending?: boolean;
  }[];
  /** How many of its file operations its disk spoiled. */
  spoiled: number;
  /** When it took its ticket out of the line of the lock, by the true clock: what is left for it to do then needs no lock. */
  left?: number;
  /** What the kernel closes when it dies. */
  readonly open: Set<FileHandle>;
}

const current = new AsyncLocalStorage<Process | undefined>();
/** The process that the code at hand belongs to. */
export const currentProcess = (): Process | undefined => current.getStore();
/** Runs what belongs to no process, or to another one. */
export const runAs = <T>(process: Process | undefined, body: () => T): T => current.run(process, body);

/** Above the highest number that a kernel gives, so that none is a real process. */
let pids = 5_000_000;
export const newPid = (): number => ++pids;

export const makeMachine = (name: string, folder: string): Machine => ({
  name,
  boot: 1,
  running: new Map(),
  disk: makeDisk(folder),
  ahead: 0,
});

/** Starts `body` as a process. `ended` gives undefined if it was killed. */
export function spawn<T>(
  machine: Machine,
  fate: Fate,
  body: () => Promise<T>,
): { readonly process: Process; readonly ended: Promise<T | undefined> } {
  const process: Process = {
    pid: newPid(),
    machine,
    fate,
    operations: 0,
    killed: false,
    asleep: undefined,
    sleeps: [],
    spoiled: 0,
    open: new Set(),
  };
  machine.running.set(process.pid, process);
  const killed = new Promise<undefined>((resolve) => deaths.set(process, () => resolve(undefined)));
  const ended = Promise.race([current.run(process, body), killed]);
  return { process, ended: ended.finally(() => exit(process)) };
}

/** A process that has ended does nothing any more either: what it left under way is cut off. */
function exit(process: Process): void {
  process.killed = true;
  process.machine.running.delete(process.pid);
  for (const handle of process.open) closeUnseen(handle);
}

const deaths = new WeakMap<Process, () => void>();

/** Kills a process as by -9. */
function kill(victim: Process): void {
  exit(victim);
  deaths.get(victim)?.();
}

/** Closes a file for a process that is dead. */
export const closeUnseen = (handle: FileHandle): void =>
  void current.run(undefined, () => handle.close()).catch(() => {});

/** Cuts the power, and starts the machine again: what was not yet on the disk is gone. */
export async function reboot(machine: Machine): Promise<void> {
  for (const each of [...machine.running.values()]) kill(each);
  machine.boot += 1;
  await machine.disk.losePower();
}

/** Notes that a file is gone: it may be the process's own ticket. */
export function noteRemoved(process: Process, path: string): void {
  if (path.includes('.lock/') && path.includes(`.${process.pid}.`)) process.left = runAs(undefined, Date.now);
}

/** Counts an operation of a process, and kills or suspends it there if that is its fate. True if it is dead. */
export function dies(process: Process): boolean {
  if (process.killed) return true;
  process.operations += 1;
  const { killAt, sleepAt, sleepFor } = process.fate;
  if (process.operations === killAt) kill(process);
  else if (process.operations === sleepAt && sleepFor > 0) suspend(process, sleepFor);
  return process.killed;
}

function suspend(process: Process, ms: number): void {
  process.asleep = { timers: [], answers: [] };
  const sleep = { from: runAs(undefined, Date.now), to: Number.POSITIVE_INFINITY }; // its own clock may be set
  process.sleeps.push(sleep);
  current.run(undefined, () => setTimeout(() => wake(process, sleep), ms));
}

const immediate = globalThis.setImmediate;

/** The processes that have not yet got to the end of what they found when they went on: no time passes meanwhile. */
export const waking = new Set<Process>();

function wake(process: Process, sleep: { to: number }): void {
  const { timers = [], answers = [] } = process.asleep ?? {};
  process.asleep = undefined;
  sleep.to = Date.now();
  const found = [...timers, ...answers];
  waking.add(process);
  const next = () => {
    found.shift()?.();
    if (found.length > 0) immediate(next);
    else waking.delete(process);
  };
  next();
}

/** Calls back in the process that it belongs to: never if it is dead, and once it goes on if it is suspended. */
export function deliver(process: Process | undefined, kind: 'timers' | 'answers', call: () => void): void {
  if (process?.killed) return;
  if (process?.asleep) process.asleep[kind].push(() => deliver(process, kind, call));
  else current.run(process, call);
}

/** Resolves when a process goes on; at once if it is not suspended, never if it is dead. */
export const awake = (process: Process): Promise<void> =>
  new Promise((resolve) => deliver(process, 'answers', resolve));

/** What a dead process waits for. */
export const never = (): Promise<never> => new Promise(() => {});
