import type { Host } from '@kirikae/core';

/**
 * The private addresses that resources in use in the group bring to this node. Each is named while the shares of a group are found, before any of them
 * acts: what sits on such an address finds it there when its turn has come, not before.
 */
export const broughtAddresses = (host: Host): Set<string> =>
  host.once(`aws private addresses that are brought to ${host.group}`, () => new Set<string>());
