import type { Course, Programs } from './program.ts';

/*
 * What the programs of `exec` move: a thing that one node has, as a script of a careful operator moves it. Whoever activates takes it,
 * and a deactivation lets go of it only on the node that has it.
 */

/** How a program goes wrong: it fails without an effect, it never ends, or `status` cannot tell. */
export type Misery = 'fails' | 'hangs' | 'cannot tell';

/** The thing, and what goes wrong with its programs. */
export interface Service {
  /** The name of the node that has it. */
  holder: string | null;
  /** What goes wrong with the next programs of a node. */
  readonly miseries: { node: string; misery: Misery; left: number }[];
  /** How often each was met. */
  readonly met: Partial<Record<Misery, number>>;
  readonly runs: { readonly node: string; readonly verb: string; readonly at: number }[];
  /** The lines that nodes wrote into logs, by the program that writes them. */
  readonly logged: { readonly program: string; readonly text: string; readonly at: number }[];
}

export const makeService = (): Service => ({ holder: null, miseries: [], met: {}, runs: [], logged: [] });

/** The programs that nodes have; `duration` draws how long each takes, in ms. */
export function programsOf(service: Service, duration: () => number): Programs {
  return (file, args, env) => {
    if (file === 'logger' || file === 'clplogcmd') return logProgram(service, file, args);
    const [verb = ''] = args;
    const node = env['KIRIKAE_NODE'] ?? '';
    service.runs.push({ node, verb, at: Date.now() });
    const ms = duration();
    switch (miseryOf(service, node, verb)) {
      case 'hangs':
        return { ms: Number.POSITIVE_INFINITY, end: () => ({ code: 0 }) };
      case 'fails':
      case 'cannot tell':
        return { ms, end: () => ({ code: 1 }) };
      default:
        return { ms, end: () => act(service, node, verb) };
    }
  };
}

/** What goes wrong with this one, if anything. */
function miseryOf(service: Service, node: string, verb: string): Misery | undefined {
  const hit = service.miseries.find(
    (each) =>
      each.node === node &&
      each.left > 0 &&
      (each.misery === 'hangs' || (each.misery === 'cannot tell') === (verb === 'status')),
  );
  if (!hit) return undefined;
  hit.left -= 1;
  service.met[hit.misery] = (service.met[hit.misery] ?? 0) + 1;
  return hit.misery;
}

function act(service: Service, node: string, verb: string): { code: number; stdout?: string } {
  const { holder } = service;
  if (verb === 'activate') service.holder = node;
  if (verb === 'deactivate' && holder === node) service.holder = null;
  if (verb !== 'status' || holder === node) return { code: 0 };
  return holder === null ? { code: 7 } : { code: 7, stdout: `holder=${holder}\n` };
}

function logProgram(service: Service, program: string, args: readonly string[]): Course {
  const text = args.join(' ');
  const at = Date.now();
  return {
    ms: 5,
    end: () => {
      service.logged.push({ program, text, at });
      return { code: 0 };
    },
  };
}
