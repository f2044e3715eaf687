import { isIPv6 } from 'node:net';
import type { KirikaeError, Run } from '@kirikae/core';
import { normalise } from './address.ts';
import { privateIpError } from './errors.ts';
import type { Carried, Device, IpCommand } from './ip-command.ts';
import type { Resolved } from './resolved.ts';
import type { OwnInterface } from './whereabouts.ts';

/** The network device of this node's interface, and how it carries the address: not at all, or with some prefix length. */
export interface OsPlace {
  readonly device: string;
  readonly carried: readonly Carried[];
}

/** The address in this machine's own configuration. */
export interface OsAddress {
  find(run: Pick<Run, 'read' | 'signal'>): Promise<OsPlace>;
  /** Adds it; `version` is that of the whole when it is there. */
  add(run: Run, place: OsPlace, version: string): Promise<void>;
  remove(run: Run, place: OsPlace): Promise<void>;
}

/** What changes the address at the device, through `ip`. */
export function osAddress(
  resolved: Resolved,
  own: (run: Pick<Run, 'read'>) => Promise<OwnInterface>,
  ip: IpCommand,
): OsAddress {
  const { address, prefix, networkInterfaceId } = resolved;
  const wantedLook = `look at ${address} on this machine`;

  const find: OsAddress['find'] = async (run) => {
    const { mac } = await own(run);
    const found = choose(
      (await ip.show(run, wantedLook)).filter((each) => each.mac === mac.toLowerCase()),
      address,
    );
    if (!found) throw privateIpError('OS_NO_DEVICE', wantedLook, { mac, interface: networkInterfaceId });
    return { device: found.name, carried: found.carried.filter(isIt(address)) };
  };

  /** `ip` says no more than that it was told so: what is there afterwards counts. */
  const verified = async (run: Run, there: boolean, wanted: string, command: string): Promise<void> => {
    const { carried } = await find(run);
    if (carried.length > 0 === there) return;
    throw privateIpError('OS_FAILED', wanted, {
      command,
      text: there ? 'it is not listed after it' : 'it is still listed after it',
    });
  };

  return {
    find,
    async add(run, { device }, version) {
      const wanted = `add ${address} to ${device}`;
      const args = ['addr', 'add', `${address}/${prefix}`, 'dev', device, ...(isIPv6(address) ? ['nodad'] : [])];
      await run.write('os:AddAddress', wanted, async (signal) => {
        await ip.change(signal, wanted, 'os:AddAddress', args).catch(unless(/exists|already assigned/i));
        await verified(run, true, wanted, `ip ${args.join(' ')}`);
        return { version, detail: `${address} at ${networkInterfaceId} and on ${device}` };
      });
    },
    async remove(run, { device, carried }) {
      const wanted = `remove ${address} from ${device}`;
      await run.write('os:RemoveAddress', wanted, async (signal) => {
        for (const each of carried) {
          const args = ['addr', 'del', `${address}/${each.prefix}`, 'dev', device];
          await ip.change(signal, wanted, 'os:RemoveAddress', args).catch(unless(/cannot assign|not found/i));
        }
        await verified(run, false, wanted, `ip addr del ${address} dev ${device}`);
        return {};
      });
    },
  };
}

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
