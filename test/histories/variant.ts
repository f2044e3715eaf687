/** What a file may have in use: an Elastic IP, record sets, routes, a private address, programs. */
export type Resource = 'eip' | 'dns' | 'route' | 'private' | 'program';

export const RESOURCES: readonly Resource[] = ['eip', 'dns', 'route', 'private', 'program'];

/** What the file says. Every combination is a file that an operator could write. */
export interface Variant {
  /** In their order, each once. */
  readonly resources: readonly Resource[];
  /** Side by side instead of one after the other. */
  readonly apart: boolean;
  /** The one that is not required, if it is in use and not alone. */
  readonly optional: Resource | null;
  /** How many records there are. */
  readonly records: 1 | 3;
  readonly takeover: 'always' | 'if-free';
  readonly onDeactivate: 'release' | 'keep-when-moving';
  readonly whenUnknown: 'ok' | 'fail';
  readonly timeout: 10 | 25;
}

/** What there is in the world that a file names. */
export interface Things {
  readonly url: string;
  readonly region: string;
  readonly allocationId: string;
  readonly zone: string;
  readonly routeTables: readonly string[];
  /** The program that takes, lets go and tells. */
  readonly program: string;
}

export const RECORDS = ['www.example.com', 'db.example.com', 'mail.example.com'] as const;
export const DESTINATION = '10.9.0.1/32';
export const PRIVATE_ADDRESS = '10.0.200.5';

/** True if a failure of this resource is one of the run. */
export const isRequired = ({ resources, optional }: Variant, resource: Resource): boolean =>
  resources.length === 1 || optional !== resource;

/** True if no other node can take a resource while this one has it. */
export const isOwnersAlone = ({ takeover }: Variant, resource: Resource): boolean =>
  resource === 'program' || (takeover === 'if-free' && (resource === 'eip' || resource === 'private'));

/** What a deactivation does with a resource. */
export function policyOf(variant: Variant, resource: Resource): Variant['onDeactivate'] | 'keep' {
  if (resource === 'route') return 'keep';
  return isOwnersAlone(variant, resource) ? 'release' : variant.onDeactivate;
}

/** The file, as JSON: that is YAML. */
export function fileOf(variant: Variant, things: Things): string {
  const { whenUnknown, timeout } = variant;
  const { region, url } = things;
  const resources = variant.resources.map((resource) => ({
    ...fieldsOf(resource, variant, things),
    ...(resource !== 'route' && { onDeactivate: policyOf(variant, resource) }),
    ...(!isRequired(variant, resource) && { required: false }),
    ...(variant.apart && { after: [] }),
    name: resource,
  }));
  return JSON.stringify({
    version: 1,
    defaults: { aws: { region, endpoints: { ec2: url, route53: url } } },
    groups: { web: { timeout: `${timeout}s`, whenUnknown, resources } },
  });
}

function fieldsOf(resource: Resource, { takeover, records }: Variant, things: Things): object {
  const { allocationId, zone, routeTables, program } = things;
  switch (resource) {
    case 'eip':
      return { type: 'aws/eip', allocationId, takeover };
    case 'private':
      return { type: 'aws/private-ip', address: PRIVATE_ADDRESS, takeover };
    case 'route':
      return { type: 'aws/route-table', destination: DESTINATION, routeTableIds: routeTables, create: true };
    case 'dns': {
      const wanted = RECORDS.slice(0, records).map((name) => ({ name, type: 'A', value: 'private-ipv4' }));
      return { type: 'aws/route53', hostedZoneId: zone, records: wanted };
    }
    case 'program':
      return {
        type: 'exec',
        activate: [program, 'activate'],
        deactivate: [program, 'deactivate'],
        status: [program, 'status'],
      };
  }
}
