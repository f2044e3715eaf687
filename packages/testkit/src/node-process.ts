import type { Death } from './death.ts';
import type { Watch } from './watched.ts';

/** The process that a node's commands run in, as a resource feels it. */
export interface NodeProcess extends Watch {
  /** Runs `hook` once, before the request of the next write is sent. */
  beforeNextWrite(hook: () => Promise<unknown>): void;
  /** Says of what it will die; undefined: it lives on. */
  dieOf(death: Death | undefined): void;
  /** Resolves when no method of a resource runs any more. */
  idle(): Promise<void>;
}

/** Starts a process in which nothing runs. */
export function createNodeProcess(): NodeProcess {
  const running = new Set<Promise<unknown>>();
  let hook: (() => Promise<unknown>) | undefined;
  let death: Death | undefined;
  return {
    async send(request) {
      const now = hook;
      hook = undefined;
      await now?.();
      return death ? death.at(request) : request();
    },
    heard: (answer) => death?.heard(answer) ?? answer,
    track(method) {
      running.add(method);
      const ended = () => running.delete(method);
      method.then(ended, ended);
      return method;
    },
    beforeNextWrite(next) {
      hook = next;
    },
    dieOf(next) {
      death = next;
    },
    async idle() {
      await Promise.allSettled(running);
    },
  };
}
