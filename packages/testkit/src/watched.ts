import type { Resource, Run, Written } from '@kirikae/core';

/** What stands between a resource and the engine. */
export interface Watch {
  /** Makes a request that writes. */
  send(request: () => Promise<Written>): Promise<Written>;
  /** What the resource hears of what it waits for. */
  heard<T>(answer: Promise<T>): Promise<T>;
  /** Notes that a method runs. */
  track<T>(method: Promise<T>): Promise<T>;
}

/** The resource, watched. */
export function watched(resource: Resource, { send, heard, track }: Watch): Resource {
  const through = (run: Run): Run => ({
    ...run,
    read: (call, action) => heard(run.read(call, action)),
    write: (action, summary, call, ask) =>
      heard(run.write(action, summary, (signal, started) => send(() => call(signal, started)), ask)),
  });
  const { seenLocally, settle, inspect } = resource;
  return {
    status: (run) => track(resource.status(through(run))),
    activate: (run, seen) => track(resource.activate(through(run), seen)),
    deactivate: (run, seen) => track(resource.deactivate(through(run), seen)),
    ...(seenLocally && { seenLocally: (run, seen) => track(seenLocally.call(resource, through(run), seen)) }),
    ...(inspect && { inspect: (run, seen) => track(inspect.call(resource, through(run), seen)) }),
    ...(settle && { settle: (run) => track(settle.call(resource, through(run))) }),
  };
}
