import { cliError } from '../errors.ts';
import type { Env, ManagedCommand, Order, Role } from './manager.ts';
import { askPatroni } from './patroni-api.ts';

/** The words of a leader, up to Patroni 3 and from 4 on. */
const LEADERS: readonly string[] = ['master', 'primary'];

/**
 * What Patroni calls this node. Where the lock and the role of its PostgreSQL disagree it is about to change, and a callback will come; the
 * leader of a standby cluster has nobody's address.
 */
export async function roleByPatroni({ env }: { readonly env: Env }): Promise<Role> {
  const { status, role } = await askPatroni(env);
  const leads = LEADERS.includes(role);
  if (status === 200) return { name: leads ? 'leader' : 'neither' };
  if (leads || role === 'standby_leader') return { name: 'neither' };
  return { name: 'other', reason: 'move' };
}

/** Throws once the node that was told to take the group has the leader's lock no longer. */
export async function leadsByPatroni(env: Env): Promise<void> {
  const { status, role } = await askPatroni(env);
  if (status === 503)
    throw cliError('ROLE_CHANGED', '', { manager: 'Patroni', now: `${role} without the lock`, before: 'leader' });
}

/**
 * Why a group is deactivated. `on_stop` comes when Patroni ends, and when it demotes: it tells both by the same words, mostly. One that ends
 * has shut its API before; one that still answers goes on, and what it stops is moving.
 */
export async function orderOfPatroni(command: ManagedCommand, env: Env): Promise<Order> {
  const [action, role] = (env['KIRIKAE_PATRONI_CALL'] ?? '').split(' ');
  if (command !== 'deactivate' || action !== 'on_stop') return { act: true };
  const goesOn =
    role === 'demoted' ||
    (await askPatroni(env).then(
      () => true,
      () => false,
    ));
  return { act: true, reason: goesOn ? 'move' : 'stop' };
}
