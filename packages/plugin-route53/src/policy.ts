import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

/** How Route 53 chooses between the sets of a name, as it calls it. */
type Policy =
  | 'simple'
  | 'weighted'
  | 'failover'
  | 'latency'
  | 'geolocation'
  | 'geoproximity'
  | 'IP-based'
  | 'multivalue'
  | 'differently routed';

/** The policy of a set: each has a field of its own. */
export function policyOf(set: ResourceRecordSet): Policy {
  if (set.Weight !== undefined) return 'weighted';
  if (set.Failover !== undefined) return 'failover';
  if (set.Region !== undefined) return 'latency';
  if (set.GeoLocation !== undefined) return 'geolocation';
  if (set.GeoProximityLocation !== undefined) return 'geoproximity';
  if (set.CidrRoutingConfig !== undefined) return 'IP-based';
  if (set.MultiValueAnswer !== undefined) return 'multivalue';
  return set.SetIdentifier === undefined ? 'simple' : 'differently routed';
}

/** True if a set has the field of a policy. */
export const isRouted = (set: ResourceRecordSet): boolean => !/^(simple|differently routed)$/.test(policyOf(set));

/** What a set is called where its policy matters: its identifier, and how it is chosen. */
export const nameOf = (set: ResourceRecordSet): string =>
  [set.SetIdentifier, chosenBy(set)].filter((part) => part !== undefined).join(', ');

function chosenBy(set: ResourceRecordSet): string | undefined {
  const policy = policyOf(set);
  if (policy === 'weighted') return `weight ${set.Weight}`;
  if (policy === 'failover') return set.Failover;
  if (policy === 'latency') return `latency ${set.Region}`;
  return policy === 'simple' ? undefined : policy;
}
