import type { Status } from '@kirikae/core';
import type { Resolved } from './resolved.ts';
import { type Found, isAt, isForeign, type Seen, versionOf } from './routes.ts';

/** What all tables together say, seen from the interface of this node. */
export function statusOf(
  found: readonly Found[],
  { networkInterfaceId: interfaceId, instanceId: own, destination: subject }: Resolved,
): Seen {
  const here = found.filter((each) => isAt(each, interfaceId));
  const others = found.filter((each) => !isAt(each, interfaceId));
  const isOurs = ({ target, holder }: Found) => target === interfaceId || (own !== null && holder === own);
  const word = (each: Found) => wordFor(each, isOurs(each) && each.target !== interfaceId);
  const rest = others.length > 0 ? `: ${others.map(word).join(', ')}` : '';
  const detail = `${subject}, ${here.length} of ${found.length} tables${rest}${apart(found)}`;
  return { found, version: versionOf(found), subject, detail, ...place() };

  function place(): Pick<Status, 'state' | 'holder' | 'partly'> {
    if (others.length === 0) return { state: 'active', holder: { id: own ?? interfaceId } };
    if (found.some(isOurs)) return { state: 'inactive', partly: true };
    const away = others.find(({ target }) => target !== undefined);
    return away ? { state: 'elsewhere', holder: { id: away.holder ?? away.target ?? '' } } : { state: 'inactive' };
  }
}

/** Where one table leads that does not lead to the interface, or leads nowhere. */
function wordFor(found: Found, isOwn: boolean): string {
  const { table, target, dead } = found;
  if (target === undefined) return `no route in ${table}`;
  const more = [isOwn && 'of this node', isForeign(found) && 'no network interface', dead && `a ${dead}`];
  const known = more.filter(Boolean).join(', ');
  return `${table} at ${target}${known && ` (${known})`}`;
}

/** An interface is in one VPC, so routes of several cannot all lead to it. */
function apart(found: readonly Found[]): string {
  if (new Set(found.map(({ vpc }) => vpc)).size < 2) return '';
  return `; the tables are in different VPCs: ${found.map(({ table, vpc }) => `${table} in ${vpc}`).join(', ')}`;
}
