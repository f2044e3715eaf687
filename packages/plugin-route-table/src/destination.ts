import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const WORD = 'must be a CIDR block such as 10.9.0.1/32 or fd00:9::1/128';

/** An address and a length; not a zone, and none of the forms that some programs take for another number (010.9.0.1). */
function parse(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  const [address = ''] = text.split('/');
  if (!/^[^/%]+\/(0|[1-9]\d*)$/.test(text) || isIP(address) === 0) return undefined;
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined;
}

/** A CIDR block in the form in which AWS shows it; undefined for what is none. */
export function canonical(text: string): string | undefined {
  const [address, length] = parse(text) ?? [];
  if (address === undefined) return undefined;
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
