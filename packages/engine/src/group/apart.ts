import { MessageChannel } from 'node:worker_threads';
import type { Resource, ResourceType, Run } from '@kirikae/core';

/** Runs code from outside, and watches that it comes back: what does not may be broken off. */
export interface Guard {
  call<T>(hook: () => T): T;
  load<T>(module: () => Promise<T>): Promise<T>;
}

const TYPE_HOOKS = ['resolve'];
const RESOURCE_HOOKS = ['status', 'activate', 'deactivate', 'seenLocally', 'inspect', 'settle'];

/**
 * A type of somebody else, whose hooks run each in a turn of the event loop of its own: one that never gives the thread back can be
 * broken off, and takes nothing of the run with it that waits in the same turn.
 */
export function apart(type: ResourceType, { call }: Guard): ResourceType {
  const inTurn = <T>(hook: () => T | Promise<T>): Promise<T> => inOwnTurn(() => call(hook));
  const withRunApart = ([run, ...rest]: unknown[]) => [callsApart(run as Run, inTurn), ...rest];
  const create: ResourceType['create'] = (...given) =>
    wrap<Resource>(type.create(...given), (hook, args) => inTurn(() => hook(...withRunApart(args))), RESOURCE_HOOKS);
  const play = (hook: Hook, args: unknown[]) => inTurn(() => hook(...args));
  const identify = type.policy?.identify?.bind(type.policy);
  const policy: ResourceType['policy'] = identify && {
    ...type.policy,
    identify: (...given) => inTurn(() => identify(...given)),
  };
  return wrap(type, play, TYPE_HOOKS, { create, ...(policy && { policy }) });
}

type Hook = (...given: unknown[]) => unknown;

/** Stands before `target`, whose `hooks` are called by `play`. Before an empty object: `target` may be frozen. */
function wrap<T extends object>(
  target: T,
  play: (hook: Hook, given: unknown[]) => unknown,
  hooks: readonly string[],
  instead: Partial<T> = {},
): T {
  return new Proxy({} as T, {
    has: (_, key) => key in target,
    get: (_, key) => {
      const value: unknown = Reflect.get(key in instead ? instead : target, key);
      if (typeof value !== 'function') return value;
      const hook: Hook = (...given) => value.apply(target, given);
      return hooks.includes(String(key)) ? (...given: unknown[]) => play(hook, given) : hook;
    },
  });
}

/** What a hook hands back to be called, in turns of their own as well. */
const callsApart = (run: Run, inTurn: <T>(code: () => Promise<T>) => Promise<T>): Run => ({
  ...run,
  read: readsApart(run.read, inTurn),
  readMany: (question, about) => {
    const ask: typeof question.ask = (...given) => inTurn(() => question.ask(...given));
    return run.readMany({ ...question, ask }, about);
  },
  wait: (what, until, within) => run.wait(what, (read) => inTurn(() => until(readsApart(read, inTurn))), within),
  write: (action, summary, send, ask) =>
    run.write(
      action,
      summary,
      (...given) => inTurn(() => send(...given)),
      ask && ((signal) => inTurn(() => ask(signal))),
    ),
});

const readsApart =
  (read: Run['read'], inTurn: <T>(code: () => Promise<T>) => Promise<T>): Run['read'] =>
  (ask, action) =>
    read((signal) => inTurn(() => ask(signal)), action);

/** By a message: unlike a timer's or an immediate's, its turn has nothing else in it. */
function inOwnTurn<T>(code: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port2.once('message', () => {
      port2.close();
      (async () => code())().then(resolve, reject);
    });
    port1.postMessage(null);
  });
}
