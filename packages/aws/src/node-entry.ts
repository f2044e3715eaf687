import { type Host, nodeId, strict } from '@kirikae/core';
import { z } from 'zod';
import { awsError } from './errors.ts';

/** What the file may say of a node of AWS, under `nodes:`. */
export const nodeFields = strict({
  instanceId: nodeId(
    z
      .string()
      .regex(/^i-[0-9a-f]{8,17}$/, 'must be an instance id (i-...)')
      .optional()
      .meta({ description: 'Which instance this node is; it is found by it, and refused if it is another.' }),
  ),
  networkInterfaceId: z
    .string()
    .regex(/^eni-[0-9a-f]{8,17}$/, 'must be the id of a network interface (eni-...)')
    .optional()
    .meta({ description: 'Its primary network interface, for `metadata: off`.' }),
  privateIpv4: z
    .ipv4('must be an IPv4 address')
    .optional()
    .meta({ description: 'Its primary private IPv4 address, for `metadata: off`.' }),
  publicIpv4: z
    .ipv4('must be an IPv4 address')
    .optional()
    .meta({ description: 'Its public IPv4 address, for `metadata: off`.' }),
  ipv6: z.ipv6('must be an IPv6 address').optional().meta({ description: 'Its IPv6 address, for `metadata: off`.' }),
});

/** Such an entry. */
export type AwsNodeEntry = z.output<typeof nodeFields>;

/** What the file says of this node; the engine has checked it by `nodeFields`. */
export const entryOf = ({ node }: Host): AwsNodeEntry | undefined => node.entry as AwsNodeEntry | undefined;

/** A value of this node's entry in `nodes:`; without the metadata service there is no other source. */
export function fromEntry(host: Host, field: keyof AwsNodeEntry): string {
  const value = entryOf(host)?.[field];
  if (value === undefined) throw awsError('METADATA_OFF', 'tell who this node is', { field, node: host.node.name });
  return value;
}
