import type { Resource, Run } from '@kirikae/core';

/** The resource, with `interrupt` run after its last look and right before each request that writes, and its methods tracked. */
export function watched(
  resource: Resource,
  interrupt: () => Promise<void>,
  track: <T>(method: Promise<T>) => Promise<T>,
): Resource {
  const through = (run: Run): Run => ({
    ...run,
    write: (action, summary, call) =>
      run.write(action, summary, async (signal) => {
        await interrupt();
        return call(signal);
      }),
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
