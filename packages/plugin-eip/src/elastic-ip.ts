import { isIP } from 'node:net';
import {
  type Address,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  type AwsSettings,
  aboutService,
  ask,
  assertPrivateIpv4,
  awsError,
  awsName,
  awsSettings,
  clientOptions,
  findInterface,
  fromEntry,
  identify,
  interfaceFields,
  interfaceProblems,
  metadataOf,
  nodeFields,
  partitionOf,
  regionOf,
  requestIdOf,
  settingsOf,
} from '@kirikae/aws';
import {
  type Host,
  type KirikaeError,
  perNode,
  type Resource,
  type ResourceType,
  type Status,
  strict,
} from '@kirikae/core';
import { z } from 'zod';

/*
 * aws/eip: an Elastic IP at an interface and private address of this node.
 *
 *   look      DescribeAddresses, filtered by allocation id. An empty list is "not found", never "not here".
 *   take      AssociateAddress with interface and private address: it moves in one call. AllowReassociation is always said,
 *             since what it means when left out depends on the age of the account.
 *   release   DisassociateAddress by the association id that was seen here: every move makes a new one, so it can never
 *             hit the next holder. By address it might take it from a neighbour.
 *
 * The trap: two nodes that associate at the same time both get a success, and the last has it. The association id tells who.
 */

const schema = strict({
  ...awsSettings.shape,
  allocationId: z
    .string({ error: 'must be an allocation id (eipalloc-…)' })
    .regex(/^eipalloc-[0-9a-f]{8,17}$/, {
      error: ({ input }) =>
        isIP(String(input))
          ? 'must be an allocation id (eipalloc-…) and this is an IP address'
          : 'must be an allocation id (eipalloc-…)',
    })
    .meta({ description: 'The Elastic IP.' }),
  ...interfaceFields,
  privateIp: perNode(z.ipv4('must be an IPv4 address'))
    .optional()
    .meta({ description: "The private address. Default: the interface's primary one." }),
  takeover: z
    .enum(['always', 'if-free'])
    .default('always')
    .meta({ description: '`if-free`: only if nobody has it, or this node has it elsewhere on itself.' }),
});
type Config = z.output<typeof schema>;

/** The address, and where it belongs on this node. */
interface Resolved extends AwsSettings {
  readonly region: string;
  readonly allocationId: string;
  readonly takeover: Config['takeover'];
  readonly instanceId: string | null;
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly mac: string | null;
}

/** A look, with what a release and a second witness need of it. */
interface Seen extends Status {
  readonly publicIp: string | undefined;
  readonly associationId: string | undefined;
}

export const elasticIp: ResourceType<Config, Resolved> = {
  type: 'aws/eip',
  summary: 'An Elastic IP at an interface and private address of this node',
  schema,
  shared: awsSettings,
  nodeFields,
  staleReads: true,
  problems: interfaceProblems,
  release: ({ takeover }) =>
    takeover === 'if-free'
      ? {
          default: 'release',
          allowed: ['release'],
          because: 'with takeover: if-free no other node could take what is kept',
        }
      : { default: 'keep-when-moving', allowed: ['release', 'keep', 'keep-when-moving'] },
  takeable: ({ takeover }) => takeover === 'always',
  tellsHolder: () => true,
  identify,
  resolve,
  create,
  targets: ({ allocationId, networkInterfaceId, privateIp }) => [
    allocationId,
    `the public address of ${networkInterfaceId}/${privateIp}`,
  ],
  permissions: ({ region, allocationId, networkInterfaceId }) => {
    const arn = (what: string) => `arn:${partitionOf(region)}:ec2:${region}:*:${what}`;
    const both = [arn(`elastic-ip/${allocationId}`), arn(`network-interface/${networkInterfaceId}`)];
    return [
      { actions: ['ec2:DescribeAddresses'], resources: ['*'] },
      { actions: ['ec2:AssociateAddress', 'ec2:DisassociateAddress'], resources: both },
    ];
  },
};

async function resolve(config: Config, host: Host): Promise<Resolved> {
  const { allocationId, takeover } = config;
  const [region, { id: instanceId }, found] = await Promise.all([
    regionOf(config, host),
    identify(config, host),
    findInterface(config, host, config),
  ]);
  const privateIp = config.privateIp ?? found.privateIpv4s[0] ?? fromEntry(host, 'privateIpv4');
  if (config.privateIp) await assertPrivateIpv4(found, privateIp, host);
  return {
    ...settingsOf(config),
    region,
    allocationId,
    takeover,
    instanceId,
    networkInterfaceId: found.id,
    privateIp,
    mac: found.mac,
  };
}

function create(resolved: Resolved, host: Host): Resource<Seen> {
  const { allocationId, networkInterfaceId, privateIp, instanceId, takeover, region, mac } = resolved;
  const client = host.once(
    `ec2 ${JSON.stringify(settingsOf(resolved))}`,
    () => new EC2Client(clientOptions('ec2', region, resolved, host)),
  );
  const about = (wanted: string, action: string) => ({ ...aboutService('ec2', resolved, host), wanted, action });
  const place = `${networkInterfaceId}/${privateIp}`;

  return {
    async status({ read }) {
      const filters = [{ Name: 'allocation-id', Values: [allocationId] }];
      const looking = about(`look at ${allocationId}`, 'ec2:DescribeAddresses');
      const { Addresses: [address] = [] } = await read((signal) =>
        ask(looking, signal, (options) => client.send(new DescribeAddressesCommand({ Filters: filters }), options)),
      );
      if (!address) throw awsError('AWS_NOT_FOUND', looking.wanted, { what: allocationId, region });
      return { ...tell(address), publicIp: address.PublicIp, associationId: address.AssociationId };
    },

    async activate({ write }, seen) {
      const elsewhere = seen.state === 'elsewhere';
      const wanted = `associate ${allocationId} with ${place}`;
      if (takeover === 'if-free' && elsewhere) throw held(wanted, seen);
      const input = {
        AllocationId: allocationId,
        NetworkInterfaceId: networkInterfaceId,
        PrivateIpAddress: privateIp,
        AllowReassociation: takeover === 'always' || seen.holder !== undefined,
      };
      const asking = about(wanted, 'ec2:AssociateAddress');
      await write('ec2:AssociateAddress', wanted, async (signal) => {
        const answer = await ask(asking, signal, (options) =>
          client.send(new AssociateAddressCommand(input), options),
        ).catch((error: KirikaeError) => {
          throw awsName(error) === 'Resource.AlreadyAssociated' ? held(wanted, seen, error) : error;
        });
        return {
          ...(answer.AssociationId && { version: answer.AssociationId }),
          detail: `${seen.publicIp} at ${place}`,
          ...requestIdOf(answer),
        };
      });
    },

    async deactivate({ write }, { associationId = '' }) {
      const wanted = `release ${allocationId} (${associationId})`;
      const asking = about(wanted, 'ec2:DisassociateAddress');
      await write('ec2:DisassociateAddress', wanted, async (signal) => {
        const gone = (error: KirikaeError) => {
          if (awsName(error) !== 'InvalidAssociationID.NotFound') throw error;
          return undefined; // moved or released meanwhile, or made anew by this node after what a stale look showed
        };
        const answer = await ask(asking, signal, (options) =>
          client.send(new DisassociateAddressCommand({ AssociationId: associationId }), options),
        ).catch(gone);
        return answer ? requestIdOf(answer) : { gone: true };
      });
    },

    async witness(_run, { publicIp }) {
      if (mac === null || !publicIp) return false;
      const listed = await metadataOf(host).peek(
        `meta-data/network/interfaces/macs/${mac}/ipv4-associations/${publicIp}`,
      );
      return listed?.split('\n').includes(privateIp) ?? false;
    },
  };

  /** What an address says of itself, compared field by field. */
  function tell(address: Address): Status {
    const { AssociationId: version, NetworkInterfaceId, PrivateIpAddress, InstanceId, PublicIp } = address;
    if (!version) return { state: 'inactive', detail: `${PublicIp} is associated with nothing` };
    const here = NetworkInterfaceId === networkInterfaceId;
    const id = (here && instanceId) || InstanceId || NetworkInterfaceId || version;
    const detail = `${PublicIp} at ${NetworkInterfaceId}/${PrivateIpAddress}`;
    const status = { holder: { id }, version, detail };
    if (here && PrivateIpAddress === privateIp) return { state: 'active', ...status };
    const own = here || (instanceId !== null && InstanceId === instanceId);
    return own
      ? { state: 'inactive', ...status, partly: true, detail: `${detail} of this node, not at ${place}` }
      : { state: 'elsewhere', ...status };
  }
}

function held(wanted: string, { holder }: Status, cause?: unknown): KirikaeError {
  return awsError('AWS_CONFLICT', wanted, { holder: holder?.id ?? 'another node' }, { cause });
}
