import type { Resource, Run, Written } from '@kirikae/core';

/** The resource, with each request that writes handed to `around`, and its methods tracked. */
export function watched(
  resource: Resource,
  around: (request: () => Promise<Written>) => Promise<Written>,
  track: <T>(method: Promise<T>) => Promise<T>,
): Resource {
  const through = (run: Run): Run => ({
    ...run,
    write: (action, summary, call) => run.write(action, summary, (signal) => around(() => call(signal))),
  });
  const { witness, settle, inspect } = resource;
  return {
    status: (run) => track(resource.status(run)),
    activate: (run, seen) => track(resource.activate(through(run), seen)),
    deactivate: (run, seen) => track(resource.deactivate(through(run), seen)),
    ...(witness && { witness: (run, seen) => track(witness.call(resource, run, seen)) }),
    ...(inspect && { inspect: (run, seen) => track(inspect.call(resource, run, seen)) }),
    ...(settle && { settle: (run) => track(settle.call(resource, run)) }),
  };
}
