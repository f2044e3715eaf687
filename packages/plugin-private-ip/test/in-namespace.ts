import { execFileSync } from 'node:child_process';
import { openBench } from '@kirikae/testkit';
import { privateIp } from '../src/private-ip.ts';
import { startWorld } from './world.ts';

// Run by namespace.test.ts as a program, in a network namespace of its own: the real `ip` and the real kernel.
const [address = '', configureOs = ''] = process.argv.slice(2);
const MAC = '06:00:00:00:01:00';

const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8' });
ip('link', 'set', 'lo', 'up');
ip('link', 'add', 'dev', 'kirikae0', 'address', MAC, 'type', 'bridge');
ip('link', 'add', 'port0', 'type', 'veth', 'peer', 'name', 'port1');
ip('link', 'set', 'port0', 'master', 'kirikae0'); // without a port the device is not running, and Node.js does not list it
for (const device of ['port0', 'port1', 'kirikae0']) ip('link', 'set', device, 'up');
ip('addr', 'add', '10.0.1.10/16', 'dev', 'kirikae0');

interface Shown {
  addr_info: { local: string; prefixlen: number; scope: string }[];
}
const carried = () =>
  (JSON.parse(ip('-j', 'addr', 'show', 'dev', 'kirikae0')) as Shown[])
    .flatMap(({ addr_info }) => addr_info)
    .filter(({ scope }) => scope === 'global')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);

const env = { PATH: process.env['PATH'] ?? '' };
const world = await startWorld({ config: { address, configureOs: configureOs === 'true' }, env });
const bench = await openBench({ type: privateIp, harness: () => world });
const told: unknown[] = [];
for (const command of ['activate', 'activate', 'status', 'deactivate', 'status'] as const) {
  const { exitCode, error, resources } = await bench.a[command]();
  const [one] = resources as { outcome?: string; state?: string; detail?: string; writes?: { action: string }[] }[];
  const { outcome, state, detail, writes = [] } = one ?? {};
  told.push({
    command,
    exitCode,
    error,
    outcome,
    state,
    detail,
    writes: writes.map(({ action }) => action),
    carried: carried(),
  });
  if (command === 'activate' && configureOs !== 'true' && !carried().includes(`${address}/32`))
    ip('addr', 'add', `${address}/32`, 'dev', 'kirikae0');
}
await bench.close();
console.log(JSON.stringify(told));
