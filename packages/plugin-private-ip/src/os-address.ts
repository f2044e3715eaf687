import { isIPv6 } from 'node:net';
import type { KirikaeError, Run } from '@kirikae/core';
import { normalise } from './address.ts';
import type { OwnInterface } from './cloud.ts';
import { privateIpError } from './errors.ts';
import type { Carried, Device, IpCommand } from './ip-command.ts';
import type { Resolved } from './resolved.ts';

/** The network device of this node's interface, and how it carries the address: not at all, or with some prefix length. */
export interface OsPlace {
  readonly device: string;
  readonly carried: readonly Carried[];
}

/** The address in this machine's own configuration, which is changed through `ip`. */
export interface OsAddress {
  readonly resolved: Resolved;
  readonly ip: IpCommand;
  own(run: Pick<Run, 'read'>): Promise<OwnInterface>;
}

/** Looks for it. */
export async function findOnDevice(
  { resolved, ip, own }: OsAddress,
  run: Pick<Run, 'read' | 'signal'>,
): Promise<OsPlace> {
  const { address, networkInterfaceId } = resolved;
  const wanted = `look at ${address} on this machine`;
  const { mac } = await own(run);
  const devices = (await ip.show(run, wanted)).filter((each) => each.mac === mac.toLowerCase());
  const found = choose(devices, address);
  if (!found) throw privateIpError('OS_NO_DEVICE', wanted, { mac, interface: networkInterfaceId });
  return { device: found.name, carried: found.carried.filter(isIt(address)) };
}

/** Adds it; `version` is that of the whole when it is there. */
export async function addToDevice(os: OsAddress, run: Run, { device }: OsPlace, version: string): Promise<void> {
  const { address, prefix, networkInterfaceId } = os.resolved;
  const wanted = `add ${address} to ${device}`;
  const args = ['addr', 'add', `${address}/${prefix}`, 'dev', device, ...(isIPv6(address) ? ['nodad'] : [])];
  await run.write('os:AddAddress', wanted, async (signal) => {
    await os.ip.change(signal, wanted, 'os:AddAddress', args).catch(unless(/exists|already assigned/i));
    if (!(await isCarried(os, run))) throw untrue(wanted, `ip ${args.join(' ')}`, 'it is not listed after it');
    return { version, detail: `${address} at ${networkInterfaceId} and on ${device}` };
  });
}

/** Removes it, with whatever prefix length it is there. */
export async function removeFromDevice(os: OsAddress, run: Run, { device, carried }: OsPlace): Promise<void> {
  const { address } = os.resolved;
  const wanted = `remove ${address} from ${device}`;
  await run.write('os:RemoveAddress', wanted, async (signal) => {
    for (const each of carried) {
      const args = ['addr', 'del', `${address}/${each.prefix}`, 'dev', device];
      await os.ip.change(signal, wanted, 'os:RemoveAddress', args).catch(unless(/cannot assign|not found/i));
    }
    if (await isCarried(os, run))
      throw untrue(wanted, `ip addr del ${address} dev ${device}`, 'it is still listed after it');
    return {};
  });
}

const isCarried = async (os: OsAddress, run: Run): Promise<boolean> => (await findOnDevice(os, run)).carried.length > 0;

/** `ip` says no more than that it was told so: what is there afterwards counts. */
const untrue = (wanted: string, command: string, text: string): KirikaeError =>
  privateIpError('OS_FAILED', wanted, { command, text });

const isIt =
  (address: string) =>
  (each: Carried): boolean =>
    normalise(each.address) === address;

/** Of several devices with one MAC address (a bridge and its port) the one that has it, else the one that has any. */
const choose = (devices: readonly Device[], address: string): Device | undefined =>
  devices.find(({ carried }) => carried.some(isIt(address))) ??
  devices.find(({ carried }) => carried.length > 0) ??
  devices[0];

/** What is there already, or is gone already, is found out by looking. */
const unless =
  (already: RegExp) =>
  (error: KirikaeError): void => {
    if (error.code !== 'OS_FAILED' || !already.test(error.message)) throw error;
  };
