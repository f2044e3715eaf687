import { clusterpro } from './clusterpro.ts';
import { roleByKeepalived } from './keepalived.ts';
import type { Manager } from './manager.ts';
import { pacemaker } from './pacemaker.ts';
import { leadsByPatroni, orderOfPatroni, roleByPatroni } from './patroni.ts';

/** A manager that tells what it wants by the command that its script calls. */
const plain = (log: Manager['log']): Manager => ({ log, logged: [], order: () => ({ act: true }) });

/** The cluster managers that kirikae knows, by the name that `--manager` and `script` take. systemd keeps stderr in the journal. */
const MANAGERS = {
  clusterpro,
  pacemaker,
  keepalived: { ...plain('system'), program: 'keepalived', role: roleByKeepalived },
  patroni: {
    ...plain('system'),
    program: 'patroni',
    order: orderOfPatroni,
    leads: leadsByPatroni,
    role: roleByPatroni,
  },
  systemd: plain('stderr'),
} satisfies Record<string, Manager>;

export type ManagerName = keyof typeof MANAGERS;

export const MANAGER_NAMES = Object.keys(MANAGERS) as ManagerName[];

/** Those that call a script once and never again, so that something must ask again in their place. */
export const GUARDED = ['keepalived', 'patroni'] as const satisfies readonly ManagerName[];

/** One of them, with its name for messages. */
export const guardedBy = (name: (typeof GUARDED)[number]) => ({ ...MANAGERS[name], name });
export type Guarded = ReturnType<typeof guardedBy>;

/** The manager of that name, if one is named. */
export const managerOf = (name: string | undefined): Manager | undefined =>
  (MANAGERS as Partial<Record<string, Manager>>)[name ?? ''];

/** The manager that a command line names, also one that cannot be parsed. */
export function managerIn(argv: readonly string[]): Manager | undefined {
  const at = argv.findIndex((word) => word === '--manager' || word.startsWith('--manager='));
  const named = argv[at]?.includes('=') ? argv[at].slice('--manager='.length) : argv[at + 1];
  return at < 0 ? undefined : managerOf(named);
}
