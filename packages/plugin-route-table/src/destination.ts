import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const WORD = 'must be a CIDR block such as 10.9.0.1/32 or fd00:9::1/128';

/** A CIDR block in the form in which AWS shows it; undefined for what is none. */
export function canonical(text: string): string | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [address, length] = ipaddr.parseCIDR(text);
  const written = address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
  return `${written}/${length}`;
}

/** The block of which `text` is an address with a length: 10.9.1.7/24 is in 10.9.1.0/24. */
function blockOf(text: string): string | undefined {
  const [address, length] = ipaddr.parseCIDR(text);
  const kind = address.kind() === 'ipv6' ? ipaddr.IPv6 : ipaddr.IPv4;
  return canonical(`${kind.networkAddressFromCIDR(text)}/${length}`);
}

/** A field for the destination of a route. */
export const destination = () =>
  z
    .string({ error: WORD })
    .refine((text) => canonical(text) !== undefined, { error: WORD, abort: true })
    .refine((text) => canonical(text) === blockOf(text), {
      error: ({ input }) => `must be a whole block: write ${blockOf(String(input))}`,
    })
    .transform((text) => canonical(text) as string);
