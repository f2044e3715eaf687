import type { Host, KirikaeError, OnDeactivate, Resource, ResourceType } from '@kirikae/core';
import type { Recorded } from '../state/record.ts';
import { type Registry, recordedType } from './registry.ts';

/*
 * The four shapes of a resource, each made from the one before:
 *   `Listed` (file)              as written
 *   `Member` (here)              as a member of a group; `Share`: with what it comes to on this node, or `Missing`: why it cannot be made
 *   `Recorded` (state)           as this node remembers it; it gives a `Member` again
 *   `ResourceReport` (report)    as it is told
 */

/** A resource as a member of a group: what is known of it without making it, by the file or by the state record. */
export interface Member {
  readonly name: string;
  readonly type: string;
  /** What a person calls it, by the state record; what a look says counts more. */
  readonly subject?: string | null;
  /** The module of the plugin from outside that provides the type; null if it is built in. */
  readonly plugin: string | null;
  readonly required: boolean;
  readonly after: readonly string[];
  /** Milliseconds; undefined: the group's. */
  readonly timeout?: number | undefined;
  readonly onDeactivate: OnDeactivate;
  readonly takeable: boolean;
  readonly tellsHolder: boolean;
}

/** A member with this node's share of it, ready to be looked at and moved. */
export interface Share extends Member {
  readonly definition: ResourceType;
  /** What the configuration comes to on this node. */
  readonly resolved: unknown;
  readonly resource: Resource;
}

/** A member that cannot be made here, and why: an error that says `lacking` means that this node never held it. */
export interface Missing extends Member {
  readonly error: KirikaeError;
}

/** A member by what the state record says: what this node activated, as it was then. */
export const memberByRecord = (
  name: string,
  { resolved: _, version: __, pending: ___, ...member }: Recorded,
): Member => ({
  name,
  ...member,
});

/** This node's share as the state record has it. */
export async function shareByRecord(
  member: Member,
  { resolved }: Recorded,
  registry: Registry,
  host: Host,
): Promise<Share> {
  const definition = await recordedType(member, registry);
  return { ...member, definition, resolved, resource: definition.create(resolved, host) };
}

/** What the state record keeps of a share. `version` and `pending`: see there. */
export function recorded(share: Share, version: string | null, pending: string | null = null): Recorded {
  const { type, subject = null, plugin, resolved, after, onDeactivate, required, takeable, tellsHolder } = share;
  return {
    type,
    subject,
    plugin,
    resolved,
    after: [...after],
    onDeactivate,
    required,
    takeable,
    tellsHolder,
    version,
    pending,
  };
}
