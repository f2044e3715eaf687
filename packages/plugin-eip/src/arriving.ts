import { awsError, lines, metadataOf } from '@kirikae/aws';
import type { Host, KirikaeError } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** How long, in ms, EC2 may not know of a private address that another resource has brought. */
const ARRIVING = 5_000;

/** What a refusal means of a private address that another resource brings: it passes; if it does not, the address is not there. */
export function whileArriving({ networkInterfaceId, privateIp, mac, brought }: Resolved, host: Host) {
  let since = Number.POSITIVE_INFINITY;
  return async (wanted: string, cause: KirikaeError): Promise<KirikaeError> => {
    if (!brought || cause.code !== 'AWS_REFUSED') return cause;
    since = Math.min(since, performance.now());
    const { name = '', message: text = '' } = (cause.cause ?? {}) as Error;
    if (performance.now() - since < ARRIVING) return awsError('AWS_NOT_YET', wanted, { name, text }, { cause });
    const addresses = await addressesAt(host, mac);
    if (addresses === undefined || addresses.includes(privateIp)) return cause;
    const details = { address: privateIp, interface: networkInterfaceId, addresses: addresses.join(', ') };
    return awsError('ADDRESS_UNKNOWN', wanted, details, { cause });
  };
}

async function addressesAt(host: Host, mac: string | null): Promise<string[] | undefined> {
  if (mac === null) return undefined;
  const list = `meta-data/network/interfaces/macs/${mac}/local-ipv4s`;
  return metadataOf(host)
    .peek(list)
    .then(lines, () => undefined);
}
