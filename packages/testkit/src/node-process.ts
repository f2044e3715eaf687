import type { Written } from '@kirikae/core';
import { toKirikaeError } from '@kirikae/engine';
import type { Death } from './death.ts';
import type { Watch } from './watched.ts';

/** A write that was sent: what it gave back, or that it failed. */
export type Sent = Written | 'failed';

/** The process that a node's commands run in, as a resource feels it. */
export interface NodeProcess extends Watch {
  /** Runs `hook` once, before the request of the next write is sent. */
  beforeNextWrite(hook: () => Promise<unknown>): void;
  /** Runs `hook` once, when the next write was carried out, before anybody hears of it; it is given what came back. */
  afterNextWrite(hook: (sent: Sent) => Promise<unknown>): void;
  /** Runs `hook` once, before the resource is asked to let go the next time: after the look that this is based on. */
  beforeNextRelease(hook: () => Promise<unknown>): void;
  /** How often the engine was told so far that the other side throttles. */
  throttled(): number;
  /** True if a resource has asked for itself in a request about many things. */
  asksTogether(): boolean;
  /** Says of what it will die; undefined: it lives on. */
  dieOf(death: Death | undefined): void;
  /** Resolves when no method of a resource runs any more, and no request. */
  idle(): Promise<void>;
}

/** Starts a process in which nothing runs. */
export function createNodeProcess(): NodeProcess {
  const { track, idle } = createTracks();
  const [written, answered, released] = [once<void>(), once<Sent>(), once<void>()];
  let death: Death | undefined;
  return {
    async send(request) {
      await written.run();
      const sent = death ? death.at(request) : request();
      await sent.then(answered.run, () => answered.run('failed'));
      return sent;
    },
    releasing: () => released.run(),
    heard: (answer) => death?.heard(answer) ?? answer,
    ...countsOf(),
    track,
    idle,
    beforeNextWrite: written.set,
    afterNextWrite: answered.set,
    beforeNextRelease: released.set,
    dieOf(next) {
      death = next;
    },
  };
}

/** What was noted of its requests. */
function countsOf(): Pick<NodeProcess, 'asked' | 'throttled' | 'together' | 'asksTogether'> {
  let throttled = 0;
  let asksTogether = false;
  return {
    asked(request) {
      request.catch((error) => {
        if (toKirikaeError(error).transient === 'throttled') throttled += 1;
      });
      return request;
    },
    throttled: () => throttled,
    together() {
      asksTogether = true;
    },
    asksTogether: () => asksTogether,
  };
}

/** What runs now. */
function createTracks(): Pick<NodeProcess, 'track' | 'idle'> {
  const running = new Set<Promise<unknown>>();
  return {
    track(method) {
      running.add(method);
      const ended = () => running.delete(method);
      method.then(ended, ended);
      return method;
    },
    async idle() {
      await Promise.allSettled(running);
    },
  };
}

/** A hook that runs once. */
function once<T>() {
  let hook: ((given: T) => Promise<unknown>) | undefined;
  return {
    set(next: (given: T) => Promise<unknown>): void {
      hook = next;
    },
    async run(given: T): Promise<void> {
      const now = hook;
      hook = undefined;
      await now?.(given);
    },
  };
}
