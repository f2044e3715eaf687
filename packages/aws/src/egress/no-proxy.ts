import { BlockList, isIP } from 'node:net';

/**
 * True if `NO_PROXY` exempts a host, by curl's rules (lib/noproxy.c): entries between commas, blanks around them; a name means itself and
 * every name below it, with a dot before it or without; addresses exactly or as CIDR, IPv6 without brackets; `*` alone is everything. An
 * entry with a port or with `*` in it matches nothing.
 */
export function isExempt(hostname: string, list: string): boolean {
  if (list === '*') return true;
  const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const matches = isIP(host) ? isInSubnet : isBelow;
  return entriesOf(list).some((entry) => matches(host, entry.toLowerCase()));
}

/** The entries up to the first that no comma follows. */
function entriesOf(list: string): string[] {
  const [entries = ''] = /^(?:[ \t]*[^ \t,]*[ \t]*(?:,+|$))*(?:[ \t]*[^ \t,]+)?/.exec(list) ?? [];
  return entries.split(',').map((entry) => entry.trim());
}

function isBelow(host: string, entry: string): boolean {
  const name = host.replace(/\.$/, '');
  const domain = entry.replace(/\.$/, '').replace(/^\./, '');
  return domain !== '' && (name === domain || name.endsWith(`.${domain}`));
}

function isInSubnet(host: string, entry: string): boolean {
  const [network = '', length = ''] = entry.split('/');
  const family = isIP(host);
  if (isIP(network) !== family) return false;
  const whole = family === 4 ? 32 : 128;
  const bits = Number.parseInt(length, 10) || whole; // curl takes /0 and what is no number for the address itself
  if (bits < 0 || bits > whole) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6');
  return subnet.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
