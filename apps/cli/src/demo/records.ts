import type { Simulator } from '@kirikae/simulator';

/** A record as the file has it for one node. */
export interface RecordFields {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT';
  readonly healthCheckId?: string;
  readonly alias?: { readonly hostedZoneId: string; readonly dnsName: string };
}

/** Makes the zone of some records, if it is not there yet, and what Route 53 wants to be there for them. */
export function addRecords(simulator: Simulator, id: string, records: readonly RecordFields[]): void {
  if (!simulator.world.zones.some((zone) => zone.id === id)) simulator.addZone({ id, name: commonDomain(records) });
  for (const record of records) addBeside(simulator, record, records);
}

/** Some value of each type. */
const SOME = { A: '192.0.2.1', AAAA: '2001:db8::1', CNAME: 'target.example.net', TXT: '"target"' };

/** The health check of a record, and the target of an alias, unless that comes with it. */
function addBeside(
  { world }: Simulator,
  { healthCheckId, alias, type }: RecordFields,
  all: readonly RecordFields[],
): void {
  if (healthCheckId && !world.healthChecks.includes(healthCheckId)) world.healthChecks.push(healthCheckId);
  const zone = world.zones.find(({ id }) => id === alias?.hostedZoneId);
  if (!alias || !zone) return;
  const name = `${plain(alias.dnsName)}.`;
  const isThere = zone.recordSets.some((set) => set.name === name && set.type === type);
  if (isThere || all.some((record) => `${plain(record.name)}.` === name && record.type === type)) return;
  zone.recordSets.push({ name, type, ttl: 30, values: [SOME[type]] });
}

const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** The longest domain that all records are in; of a single one, what follows its first label. */
function commonDomain(records: readonly { name: string }[]): string {
  const [first = [], ...rest] = records.map(({ name }) => plain(name).split('.').reverse());
  const shared = rest.reduce(
    (common, labels) =>
      common.filter(
        (label, index) => labels[index] === label && common.slice(0, index).every((each, at) => labels[at] === each),
      ),
    first,
  );
  const labels = shared.length === first.length && first.length > 2 ? shared.slice(0, -1) : shared;
  return labels.reverse().join('.');
}
