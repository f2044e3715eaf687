import type { Socket } from 'node:net';

/** Which nodes have lost their way out to the API, and the sockets over which they reach it. */
export interface Egress {
  /** Notes that a node's request came over this socket. */
  seen(caller: string | null, socket: Socket): void;
  /** Destroys the node's sockets; for `ms` its requests get no answer, unless `cause` is given up before. */
  cut(caller: string, ms: number, cause: object): void;
  isCut(caller: string | null): boolean;
  /** Gives the way out back to the nodes that `cause` cut off; to all without it. */
  restore(cause?: object): void;
}

/** Starts with a way out for everybody; `now` is in ms. */
export function createEgress(now: () => number): Egress {
  const sockets = new Map<string, Set<Socket>>();
  let cuts: { caller: string; until: number; cause: object }[] = [];
  return {
    seen: (caller, socket) => {
      if (caller === null) return;
      const own = sockets.get(caller) ?? new Set();
      sockets.set(caller, own);
      if (own.has(socket)) return;
      own.add(socket);
      socket.once('close', () => own.delete(socket));
    },
    cut: (caller, ms, cause) => {
      cuts.push({ caller, until: now() + ms, cause });
      for (const socket of sockets.get(caller) ?? []) socket.destroy();
    },
    isCut: (caller) => cuts.some((cut) => cut.caller === caller && now() < cut.until),
    restore: (cause) => {
      cuts = cause === undefined ? [] : cuts.filter((cut) => cut.cause !== cause);
    },
  };
}
