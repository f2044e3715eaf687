import type * as Core from '@kirikae/engine';
import { type Edits, mustBeFound, newEdition } from './edition.ts';

/** What a cluster manager makes of a command, as the command line knows it. */
interface Managing {
  managerOf(name: string | undefined): object | undefined;
  managed<O extends Core.RunOptions>(
    manager: object,
    options: O,
    run: (options: O) => Promise<Core.Report>,
  ): Promise<Core.Report>;
}

/** What the histories play: the engine as it is built, the types of resources, and what the command line makes of `--manager`. */
export interface Engine
  extends Managing,
    Pick<typeof Core, 'runActivate' | 'runDeactivate' | 'runMonitor' | 'runStatus'> {
  readonly registry: Core.Registry;
}

/** `--manager` is no part of a package's exports. */
const MANAGER = '../../apps/cli/dist/manager';

/** The modules that must be there before time is virtual: to load one takes real time. */
const TYPES = {
  'aws/eip': '@kirikae/plugin-eip',
  'aws/route53': '@kirikae/plugin-route53',
  'aws/route-table': '@kirikae/plugin-route-table',
  'aws/private-ip': '@kirikae/plugin-private-ip',
  exec: '@kirikae/plugin-exec',
};

/** Loads the built engine, as it is or with a deliberate defect. Throws if the piece that the defect replaces is not there. */
export async function loadEngine(edits?: Edits): Promise<Engine> {
  const load = newEdition(edits);
  const core: typeof Core = await load(import.meta.resolve('@kirikae/engine'));
  const types = await Promise.all(
    Object.entries(TYPES).map(async ([type, name]) => [type, await load(import.meta.resolve(name))] as const),
  );
  const { managed }: Managing = await load(import.meta.resolve(`${MANAGER}/managed.js`));
  const { managerOf }: Managing = await load(import.meta.resolve(`${MANAGER}/managers.js`));
  mustBeFound(edits);
  const registry = core.createRegistry(Object.fromEntries(types.map(([type, made]) => [type, async () => made])));
  const { runActivate, runDeactivate, runMonitor, runStatus } = core;
  return { runActivate, runDeactivate, runMonitor, runStatus, managed, managerOf, registry };
}
