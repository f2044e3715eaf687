import { BlockList, isIPv6 } from 'node:net';
import { z } from 'zod';

const WRONG = 'must be an IPv4 or IPv6 address, without a prefix length';

/** The address as AWS and the system write it: IPv6 in its short form, in lower case. */
export const normalise = (address: string): string =>
  isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

/** The field for an address of either family. */
export const addressField = () =>
  z
    .string({ error: WRONG })
    .refine((text) => z.union([z.ipv4(), z.ipv6()]).safeParse(text).success, {
      error: ({ input }) =>
        /^eip/.test(String(input)) ? `${WRONG}, and this is an Elastic IP, for which there is aws/eip` : WRONG,
    })
    .transform(normalise)
    .meta({ description: 'The secondary private address, IPv4 or IPv6.' });

/** True if an address is in one of some CIDR blocks, as the metadata service lists them: one a line. */
export function isWithin(blocks: string, address: string): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  for (const block of blocks.split('\n')) {
    const [network = '', prefix] = block.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list.check(address, family);
}
