import type { Reason } from '@kirikae/core';
import { cliError } from '../errors.ts';
import type { Env, ManagedCommand, Manager, Order } from './manager.ts';

/** Why a start script is run: the group starts, fails over, or is started again after a failure. */
const STARTS: readonly string[] = ['START', 'FAILOVER', 'RECOVER'];

/** The stops after which the group is started again at once, here or on another server. */
const REASONS: Readonly<Record<string, Reason>> = {
  GROUPMOVE: 'move',
  GROUPFAILOVER: 'failover',
  RESOURCERESTART: 'restart',
};

/** EXPRESSCLUSTER X / CLUSTERPRO X and D. In a stop script CLP_EVENT tells how the group was started, so only CLP_FACTOR counts there. */
export const clusterpro: Manager = {
  log: 'cluster',
  logged: ['CLP_EVENT', 'CLP_FACTOR', 'CLP_SERVER', 'CLP_DISK', 'CLP_GROUPNAME'],
  order(command: ManagedCommand, env: Env): Order {
    if (command === 'activate') return start(env['CLP_EVENT'] ?? '');
    if (command === 'monitor') return { act: true };
    return { act: true, reason: REASONS[env['CLP_FACTOR'] ?? ''] ?? 'stop' };
  },
};

function start(event: string): Order {
  if (event === '') throw cliError('MANAGER_ABSENT', 'activate', { manager: 'CLUSTERPRO', variable: 'CLP_EVENT' });
  if (event === 'STANDBY') return { act: false };
  if (STARTS.includes(event)) return { act: true };
  return { act: true, warning: `CLP_EVENT is ${event}, which is not known: taken for a start` };
}
