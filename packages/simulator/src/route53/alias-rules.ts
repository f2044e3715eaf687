import { isInZone } from './name.ts';
import { isSameSet, type RecordSet, type Zone } from './zone.ts';

/**
 * What is wrong with the target of an alias, in Route 53's words: it must be there, with the same type. Of zones that the world does not
 * have (those of load balancers and other services) nothing is known, and all is taken. `zones` are the zones as they will be.
 */
export function aliasProblems(zones: readonly Zone[], placed: RecordSet): string[] {
  const { aliasTarget: target, type } = placed;
  const zone = zones.find(({ id }) => id === target?.hostedZoneId);
  if (!target || !zone) return [];
  const tried = `Tried to create an alias that targets ${target.dnsName}, type ${type} in zone ${zone.id}, but`;
  const isThere = zone.recordSets.some(
    (set) => set.name === target.dnsName && set.type === type && !isSameSet(set, placed),
  );
  return [
    ...(isInZone(target.dnsName, zone.name)
      ? []
      : [`${tried} the alias target name does not lie within the target zone`]),
    ...(isThere ? [] : [`${tried} that target was not found`]),
  ];
}
