/** Kills the process of a node, as a power cut would. */
export type KillHook = (caller: string) => void | Promise<void>;

/** Those who can kill. */
interface Killers {
  onKill(hook: KillHook): () => void;
  /** Runs every hook. Throws if there is none: a node that should be dead must not live on unnoticed. */
  kill(caller: string | null): Promise<void>;
}

/** Starts with nobody who could. */
export function createKillers(): Killers {
  const hooks = new Set<KillHook>();
  return {
    onKill: (hook) => {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    kill: async (caller) => {
      if (caller === null) return;
      if (hooks.size === 0) throw new Error(`nobody can kill '${caller}': register a hook with simulator.onKill`);
      for (const hook of [...hooks]) await hook(caller);
    },
  };
}
