import { readdir, readFile, readlink } from 'node:fs/promises';

/*
 * Where a process of this machine listens by TCP, as /proc tells: its open sockets by their inodes, and the table of the network that has
 * the address of each (proc_pid_net(5)). So a manager's API is found by the manager itself, and not by a default that is another one's.
 */

const LISTENS = '0A';

/** Each place as `HOST:PORT`; none where it cannot be told. */
export async function listeningOf(pid: number): Promise<string[]> {
  const inodes = new Set(await socketsOf(pid));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) =>
    table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === LISTENS && inodes.has(inode) ? [placeOf(local)] : [];
    }),
  );
}

async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** The kernel writes each 32 bits of an address in the order of the machine, which is little-endian wherever this runs. */
function placeOf(local: string): string {
  const [address = '', port = ''] = local.split(':');
  const octets = (address.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  const isAny = octets.every((octet) => octet === '00');
  const four = isAny ? '127.0.0.1' : octets.map((octet) => Number.parseInt(octet, 16)).join('.');
  const six = isAny ? '::1' : (octets.join('').match(/.{4}/g) ?? []).join(':');
  return `${octets.length > 4 ? `[${six}]` : four}:${Number.parseInt(port, 16)}`;
}
