import type { Resource, Run, Written } from '@kirikae/core';

/** What stands between a resource and the engine. */
export interface Watch {
  /** Makes a request that writes. */
  send(request: () => Promise<Written>): Promise<Written>;
  /** Comes before the resource is asked to let go. */
  releasing(): Promise<void>;
  /** Notes what becomes of a request. */
  asked<T>(request: Promise<T>): Promise<T>;
  /** What the resource hears of what it waits for. */
  heard<T>(answer: Promise<T>): Promise<T>;
  /** Notes that it was asked for in a request about many things. */
  together(): void;
  /** Notes that a method, or a request, runs. */
  track<T>(method: Promise<T>): Promise<T>;
}

/** The resource, watched. */
export function watched(resource: Resource, { send, releasing, asked, heard, together, track }: Watch): Resource {
  const noted = <T>(request: Promise<T>): Promise<T> => track(asked(request));
  const reading =
    (read: Run['read']): Run['read'] =>
    (call, action) =>
      heard(read((signal) => noted(call(signal)), action));
  const through = (run: Run): Run => ({
    ...run,
    read: reading(run.read),
    readMany: (question, about) => {
      together();
      const ask: typeof question.ask = (...given) => noted(question.ask(...given));
      return heard(run.readMany({ ...question, ask }, about));
    },
    wait: (what, until, within) => run.wait(what, (read) => until(reading(read)), within),
    write: (action, summary, call, ask) =>
      heard(run.write(action, summary, (signal, started) => send(() => noted(call(signal, started))), ask)),
  });
  const { seenLocally, settle, inspect } = resource;
  return {
    status: (run) => track(resource.status(through(run))),
    activate: (run, seen) => track(resource.activate(through(run), seen)),
    deactivate: (run, seen) => track(releasing().then(() => resource.deactivate(through(run), seen))),
    ...(seenLocally && { seenLocally: (run, seen) => track(seenLocally.call(resource, through(run), seen)) }),
    ...(inspect && { inspect: (run, seen) => track(inspect.call(resource, through(run), seen)) }),
    ...(settle && { settle: (run) => track(settle.call(resource, through(run))) }),
  };
}
