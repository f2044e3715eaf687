import { GUARDED, type ManagerName } from '../manager/managers.ts';
import { clusterproLinux } from './clusterpro-linux.ts';
import { guardOf } from './guard.ts';
import { keepalived } from './keepalived.ts';
import { pacemaker } from './pacemaker.ts';
import { patroni } from './patroni.ts';
import { refused } from './refused.ts';
import { systemd } from './systemd.ts';
import type { System, Target } from './target.ts';
import { clusterproWindows } from './windows.ts';

/** The scripts of CLUSTERPRO; each other manager has one that serves all its events, and those that call it once a guard. */
export const CLUSTERPRO_EVENTS = ['start', 'stop', 'monitor'] as const;
type ClusterproEvent = (typeof CLUSTERPRO_EVENTS)[number];

const PRINTERS: Record<Exclude<ManagerName, 'clusterpro'>, (target: Target) => string> = {
  pacemaker,
  keepalived,
  patroni,
  systemd,
};

/** What asks again in the place of a manager that calls its script once. */
export const GUARD = 'guard';

const isGuarded = (manager: ManagerName): manager is (typeof GUARDED)[number] =>
  (GUARDED as readonly ManagerName[]).includes(manager);

/** Refuses, with a usage error, an event or a system for which a manager has no script. */
export function checkScript(manager: ManagerName, event: string | undefined, os: System | undefined): void {
  if (manager === 'clusterpro') clusterproEvent(event);
  else checkOnlyOne(manager, event, os);
}

/** The whole script for a manager's event. */
export function scriptFor(manager: ManagerName, target: Target): string {
  if (isGuarded(manager) && target.event === GUARD) return guardOf(manager, target);
  if (manager !== 'clusterpro') return PRINTERS[manager](target);
  const event = clusterproEvent(target.event);
  return target.os === 'windows' ? clusterproWindows(target, event) : clusterproLinux(target, event);
}

function clusterproEvent(event: string | undefined): ClusterproEvent {
  const found = CLUSTERPRO_EVENTS.find((each) => each === event);
  if (found) return found;
  const problem = event === undefined ? 'CLUSTERPRO has a script for each event' : `CLUSTERPRO has no event ${event}`;
  throw refused(problem, `name one of ${CLUSTERPRO_EVENTS.join(', ')}: kirikae script clusterpro start --group GROUP`);
}

function checkOnlyOne(manager: ManagerName, event: string | undefined, os: System | undefined): void {
  if (event !== undefined && !(isGuarded(manager) && event === GUARD))
    throw refused(`${manager} has one script for all events, and none for ${event}`, `leave out ${event}`);
  if (os === 'windows') throw refused(`${manager} does not run on Windows`, 'leave out --os windows');
}
