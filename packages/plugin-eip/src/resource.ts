import {
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { FILTER_VALUES, held, isId, lookAt, metadataOf, type Requests, requestsTo } from '@kirikae/aws';
import type { Host, Resource, Run, Status } from '@kirikae/core';
import { wrongAddresses } from './answer.ts';
import { whileArriving } from './arriving.ts';
import { displacedFrom, lossOf } from './displaced.ts';
import { isGone, isHeld } from './errors.ts';
import type { Resolved } from './resolved.ts';
import { placeOf, publicNameOf, statusOf } from './status.ts';

/*
 * aws/eip: an Elastic IP at an interface and private address of this node.
 *
 *   look      DescribeAddresses, filtered by allocation id, one for all addresses of a run that are looked at together. One that is not
 *             listed is "not found", never "not here".
 *   take      AssociateAddress with interface and private address: it moves in one call. AllowReassociation is always said,
 *             since what it means when left out depends on the age of the account.
 *   release   DisassociateAddress by the association id that was seen here: every move makes a new one, so it can never
 *             hit the next holder. By address it might take it from a neighbour.
 *
 * The trap: two nodes that associate at the same time both get a success, and the last has it. The association id tells who.
 */

/** A look, with what a release and a sign on this machine need of it. */
interface Seen extends Status {
  readonly publicIp: string | undefined;
  readonly name: string;
  readonly associationId: string | undefined;
}

/** One Elastic IP, how EC2 is asked about it, and what this run has learned. */
interface ElasticIp {
  readonly ec2: Requests<EC2Client>;
  readonly resolved: Resolved;
  readonly host: Host;
  /** The other Elastic IP that loses its place to this one. */
  displaced?: string | undefined;
  /** The error of a refusal, where the private address may be on its way. */
  readonly arriving: ReturnType<typeof whileArriving>;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource<Seen> {
  const address: ElasticIp = {
    ec2: requestsTo('ec2', EC2Client, resolved, host),
    resolved,
    host,
    arriving: whileArriving(resolved, host),
  };
  return {
    status: (run) => look(address, run),
    activate: (run, seen) => take(address, run, seen),
    deactivate: (run, seen) => letGo(address, run, seen),
    seenLocally: (_run, seen) => isListed(resolved, host, seen),
    inspect: async ({ dryRun }) => address.displaced && lossOf(address.displaced, resolved, dryRun),
  };
}

async function look({ ec2, resolved }: ElasticIp, run: Run): Promise<Seen> {
  const address = await ec2.readMany(run, resolved.allocationId, {
    action: 'ec2:DescribeAddresses',
    by: 'by allocation id',
    most: FILTER_VALUES,
    wanted: lookAt,
    // by a filter: of a list of ids one that is not there would fail all
    call: (client, options, ids) =>
      client.send(new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [...ids] }] }), options),
    wrong: ({ Addresses }, ids) => wrongAddresses(Addresses, ids),
    tell: ({ Addresses = [] }, id) =>
      Addresses.find(({ AllocationId }) => AllocationId === id) ?? ec2.absent(lookAt([id]), id),
  });
  return {
    ...statusOf(address, resolved),
    publicIp: address.PublicIp,
    name: publicNameOf(address),
    associationId: address.AssociationId,
  };
}

async function take(address: ElasticIp, run: Run, seen: Seen): Promise<void> {
  const { ec2, resolved, host } = address;
  const { allocationId, networkInterfaceId, privateIp, takeover, brought } = resolved;
  const elsewhere = seen.state === 'elsewhere';
  const wanted = `take ${seen.name}`;
  const summary = `associate ${allocationId} with ${placeOf(resolved)}`;
  if (takeover === 'if-free' && elsewhere) throw held(wanted, seen);
  address.displaced ??= await displacedFrom(ec2, resolved, host, run);
  const input = {
    AllocationId: allocationId,
    NetworkInterfaceId: networkInterfaceId,
    PrivateIpAddress: privateIp,
    AllowReassociation: takeover === 'always' || seen.holder !== undefined,
  };
  // before the private address is here a question about it would be refused
  const asked = { ...input, ...(brought && { PrivateIpAddress: undefined }), DryRun: true };
  await ec2.write(run, {
    action: 'ec2:AssociateAddress',
    wanted,
    summary: address.displaced ? `${summary} in place of ${address.displaced}` : summary,
    holder: seen.holder?.id,
    call: (client, options) => client.send(new AssociateAddressCommand(input), options),
    question: (client, options) => client.send(new AssociateAddressCommand(asked), options),
    wrong: ({ AssociationId }) => (isId('eipassoc', AssociationId) ? undefined : 'without an association id'),
    made: ({ AssociationId: version = '' }) => ({
      version,
      detail: `${seen.name} at ${privateIp}`,
    }),
    refused: async (error) => {
      throw isHeld(error) && takeover === 'if-free' ? held(wanted, seen, error) : await address.arriving(wanted, error);
    },
  });
}

async function letGo({ ec2 }: ElasticIp, run: Run, { name, associationId = '' }: Seen): Promise<void> {
  const asked = { AssociationId: associationId, DryRun: true };
  await ec2.write(run, {
    action: 'ec2:DisassociateAddress',
    wanted: `release ${name}`,
    summary: `disassociate ${associationId}`,
    call: (client, options) => client.send(new DisassociateAddressCommand({ AssociationId: associationId }), options),
    question: (client, options) => client.send(new DisassociateAddressCommand(asked), options),
    refused: (error) => {
      if (!isGone(error)) throw error;
      return { gone: true };
    },
  });
}

/** True if the metadata service lists the public address at the interface. */
async function isListed({ mac, privateIp }: Resolved, host: Host, { publicIp }: Seen): Promise<boolean> {
  if (mac === null || !publicIp) return false;
  const listed = await metadataOf(host).peek(`meta-data/network/interfaces/macs/${mac}/ipv4-associations/${publicIp}`);
  return listed?.split('\n').includes(privateIp) ?? false;
}
