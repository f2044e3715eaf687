import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { Worker } from 'node:worker_threads';
import { EXIT_CODES, type Guard } from '@kirikae/engine';
import { cliError } from '../errors.ts';
import { managerIn } from '../manager/managers.ts';
import { writeNow } from '../output/descriptor.ts';
import { leave } from './leave.ts';
import { outcome, settle, timeLeft } from './outcome.ts';
import { BROKEN, guard, IN_HOOK, LOADING, type Shared, TICK, TURNS } from './watchdog-thread.ts';

/** The plugins from outside that run in this process. */
const plugins = new Set<string>();
let shared: Shared | undefined;

/** By this name the thread finds the function that ends the process. */
const LAST = Symbol.for('kirikae.last');

/**
 * Watches, from the first plugin from outside on, that none holds the thread in which everything happens. A hook that does is broken off
 * in time for the run to end as any that ran out of time; whatever else does ends with the process, by the deadline all the same. Gives
 * how hooks are to be called.
 */
export function watchPlugin(plugin: string): Guard {
  plugins.add(plugin);
  shared ??= begin();
  const { counts } = shared;
  return {
    call: (hook) => {
      Atomics.store(counts, IN_HOOK, 1);
      const given = hook();
      Atomics.store(counts, IN_HOOK, 0);
      return given;
    },
    load: async (module) => {
      Atomics.add(counts, LOADING, 1);
      return module().finally(() => Atomics.sub(counts, LOADING, 1));
    },
  };
}

function begin(): Shared {
  const counts = new Int32Array(new SharedArrayBuffer(16));
  const end = new Float64Array(new SharedArrayBuffer(8));
  const all = { counts, end, last: `globalThis[Symbol.for('${LAST.description}')]()` };
  Object.defineProperty(globalThis, LAST, { value: endNow });
  beat(all);
  setInterval(beat, TICK, all).unref();
  startThread(all);
  return all;
}

/** Where there can be no thread nobody watches, which is no reason to fail. */
function startThread(workerData: Shared): void {
  const source = `(${guard})(require('node:inspector'), require('node:worker_threads').workerData)`;
  try {
    const thread = new Worker(source, { eval: true, workerData });
    thread.on('error', () => {});
    thread.unref();
  } catch {
    // see above
  }
}

/** Shows that the loop turns, and so is in no hook, and by when it must have ended. */
function beat({ counts, end }: Shared): void {
  Atomics.add(counts, TURNS, 1);
  Atomics.store(counts, IN_HOOK, 0);
  end[0] = Number(process.hrtime.bigint()) / 1e6 + timeLeft();
}

/** What was broken off, as warnings of the run. */
export function brokenOff(): { code: string; message: string }[] {
  const times = shared ? Atomics.load(shared.counts, BROKEN) : 0;
  if (times === 0) return [];
  const message = `${named()} let nothing else happen, and was broken off`;
  return [{ code: 'PLUGIN_LOOPS', message }];
}

const named = (): string => {
  const all = [...plugins];
  return `the plugin ${all.length === 1 ? all[0] : `(one of ${all.join(', ')})`}`;
};

/** Called in the middle of what could not be broken off: nothing that waits for a turn of the loop would ever happen. */
function endNow(): void {
  const settled = outcome();
  const code = settle(managerIn(process.argv)?.failure ?? EXIT_CODES.unreachable);
  const { message, hint } = cliError('PLUGIN_HOLDS', '', { who: named() });
  if (settled === undefined) writeNow(2, `kirikae: PLUGIN_HOLDS ${message}; ${hint} [exit ${code}]\n`);
  closeSync(2);
  openSync(devNull, 'w'); // becomes 2: the inspector, by which this is called, would say there that it waits for a debugger
  leave(code, true);
}
