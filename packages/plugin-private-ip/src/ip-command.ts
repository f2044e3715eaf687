import { execFile } from 'node:child_process';
import type { KirikaeError, Run } from '@kirikae/core';
import { privateIpError } from './errors.ts';

/** One address that a network device carries. */
export interface Carried {
  readonly address: string;
  readonly prefix: number;
}

/** A network device as `ip -j addr show` tells of it. */
export interface Device {
  readonly name: string;
  readonly mac: string;
  readonly carried: readonly Carried[];
}

/** The program `ip` of this machine. `wanted` is for its errors, after "cannot". */
export interface IpCommand {
  show(run: Pick<Run, 'signal'>, wanted: string): Promise<Device[]>;
  /** Adds or removes; `action` is the right that it needs: `os:AddAddress`. */
  change(signal: AbortSignal, wanted: string, action: string, args: readonly string[]): Promise<void>;
}

/** The longest that one call may take, in ms. */
const PATIENCE = 5_000;

/** Where `ip` often is, and what the PATH of a cluster manager's scripts often lacks. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];

/** A PATH with them. An empty part would mean the working directory, in which anybody's `ip` may be. */
export const withSystemFolders = (path: string): string =>
  [...path.split(':'), ...SYSTEM_FOLDERS].filter((folder) => folder !== '').join(':');

/** The program `ip`, found in `path`. */
export function ipCommand(path: string): IpCommand {
  const run = (signal: AbortSignal, args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const options = { env: { PATH: path, LC_ALL: 'C' }, signal, timeout: PATIENCE, maxBuffer: 10_000_000 };
      execFile('ip', args, options, (error, stdout, stderr) => resolve({ error, stdout, stderr: stderr.trim() }));
    });
  return {
    async show({ signal }, wanted) {
      const args = ['-j', 'addr', 'show'];
      const ended = await run(signal, args);
      signal.throwIfAborted();
      if (ended.error) throw failure(ended, { wanted, action: 'os:ListAddresses', args, path });
      return devicesIn(ended.stdout, wanted, args);
    },
    async change(signal, wanted, action, args) {
      const ended = await run(signal, args);
      signal.throwIfAborted();
      if (ended.error) throw failure(ended, { wanted, action, args, path });
    },
  };
}

interface Ended {
  readonly error: Error | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Attempt {
  readonly wanted: string;
  readonly action: string;
  readonly args: readonly string[];
  readonly path: string;
}

function failure({ error, stderr }: Ended, { wanted, action, args, path }: Attempt): KirikaeError {
  const details = { cause: error };
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return privateIpError('OS_IP_MISSING', wanted, { path }, details);
  const text =
    stderr.split('\n')[0] ||
    ((error as { killed?: boolean }).killed ? `no end within ${PATIENCE} ms` : 'no reason given');
  if (/not permitted|permission denied/i.test(stderr))
    return privateIpError('OS_DENIED', wanted, { action, text }, details);
  return privateIpError('OS_FAILED', wanted, { command: ['ip', ...args].join(' '), text }, details);
}

interface Told {
  readonly ifname: string;
  readonly address?: string;
  readonly addr_info?: readonly { readonly local?: string; readonly prefixlen?: number }[];
}

function devicesIn(text: string, wanted: string, args: readonly string[]): Device[] {
  try {
    return (JSON.parse(text) as Told[]).map(({ ifname, address = '', addr_info = [] }) => ({
      name: ifname,
      mac: address.toLowerCase(),
      carried: addr_info.map(({ local = '', prefixlen = 0 }) => ({ address: local, prefix: prefixlen })),
    }));
  } catch (cause) {
    const command = ['ip', ...args].join(' ');
    throw privateIpError('OS_FAILED', wanted, { command, text: 'its answer is not JSON' }, { cause });
  }
}
