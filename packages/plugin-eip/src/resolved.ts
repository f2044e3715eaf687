import {
  type AwsSettings,
  assertPrivateIpv4,
  broughtAddresses,
  findInterface,
  fromEntry,
  identify,
  regionOf,
  settingsOf,
} from '@kirikae/aws';
import type { Host } from '@kirikae/core';
import type { Config } from './schema.ts';

/** The address, and where it belongs on this node. */
export interface Resolved extends AwsSettings {
  readonly region: string;
  readonly allocationId: string;
  readonly takeover: Config['takeover'];
  readonly instanceId: string | null;
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  readonly mac: string | null;
  /** True if another resource in use brings the private address: then it is there when the turn of this one has come. */
  readonly brought?: boolean;
}

/** Finds the interface and its address. */
export async function resolve(config: Config, host: Host): Promise<Resolved> {
  const { allocationId, takeover } = config;
  const [region, { id: instanceId }, found] = await Promise.all([
    regionOf(config, host),
    identify(config, host),
    findInterface(config, host, config),
  ]);
  const privateIp = config.privateIp ?? found.privateIpv4s[0] ?? fromEntry(host, 'privateIpv4');
  const brought = broughtAddresses(host).has(privateIp);
  if (config.privateIp && !brought) await assertPrivateIpv4(found, privateIp, host);
  const { id: networkInterfaceId, mac } = found;
  const own = { instanceId, networkInterfaceId, privateIp, mac, ...(brought && { brought }) };
  return { ...settingsOf(config), region, allocationId, takeover, ...own };
}
