import { readFile } from 'node:fs/promises';
import type { Reason } from '@kirikae/core';
import { groupFile, openStateDirectory, type StateDirectory } from '@kirikae/engine';
import { cliError } from '../errors.ts';
import { callerFrom, firstGone } from './caller.ts';
import type { Manager, Role } from './manager.ts';

/** The file of the state directory in which the notify script leaves the state that keepalived told last, and by whom it was called. */
export const stateFile = (group: string): string => groupFile(group, 'keepalived');

/** Why a group is deactivated in each state. */
const REASONS: Readonly<Record<string, Reason>> = { BACKUP: 'move', FAULT: 'failover', STOP: 'stop', DELETED: 'stop' };

/** What keepalived told this node last. One that has died since was master for the last time. */
export const roleByKeepalived: NonNullable<Manager['role']> = async ({ stateDirectory, group }): Promise<Role> => {
  const directory = openStateDirectory(stateDirectory, () => {});
  const [, state = '', handed = ''] = /^(\w+) (.*)\n/.exec(await noted(directory, group ?? '')) ?? [];
  const caller = await callerFrom(handed, 'keepalived');
  const reason = REASONS[state];
  if (reason) return { name: 'other', reason };
  if (!caller || !/^MASTER/.test(state)) throw silent(directory.path(stateFile(group ?? '')));
  return (await firstGone(caller)) ? { name: 'other', reason: 'failover' } : { name: 'leader' };
};

const noted = async (directory: StateDirectory, group: string): Promise<string> =>
  (await directory.use('state record', () => readFile(directory.path(stateFile(group)), 'utf8').catch(() => ''))) ?? '';

const silent = (file: string) =>
  cliError('MANAGER_SILENT', '', {
    manager: 'keepalived',
    reason: `${file} has no state`,
    remedy: 'print the notify script again; it notes each state of keepalived there',
  });
