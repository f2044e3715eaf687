import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ROOT } from '../binary.ts';
import { type Cluster, newCluster } from '../cluster.ts';
import { printed } from '../manager-script.ts';

const SCRIPTS = [
  ['clusterpro', 'start'],
  ['clusterpro', 'stop'],
  ['clusterpro', 'monitor'],
  ['keepalived'],
  ['keepalived', 'guard'],
  ['patroni'],
  ['patroni', 'guard'],
  ['pacemaker'],
];
const SHELLS = [['dash'], ['dash', '-u'], ['bash', '-u'], ['bash', '--posix', '-u'], ['busybox', 'sh', '-u']];

/** Runs a program to its end; both of its outputs as one text. */
const run = (line: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<{ code: unknown; text: string }>((resolve) => {
    const [program = '', ...args] = line;
    execFile(program, args, { env: { PATH: '/usr/sbin:/usr/bin:/bin', ...env }, cwd: '/' }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, text: stdout + stderr }),
    );
  });

/** Prints a script for a cluster into a file. */
async function saved(cluster: Cluster, ...words: string[]): Promise<string> {
  const path = join(cluster.folder, words.join('-'));
  await writeFile(path, await printed(cluster, ...words));
  return path;
}

it.each(SCRIPTS)('shellcheck finds nothing in %s %s', async (...words) => {
  const cluster = await newCluster();
  const found = await run(['shellcheck', '--enable=quote-safe-variables', await saved(cluster, ...words)]);
  expect(found).toEqual({ code: 0, text: '' });
});

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('under %s', (_, shell) => {
  it('the scripts of every manager start, monitor and stop', async () => {
    const cluster = await newCluster();
    const { a, holder } = cluster;
    const call = async (words: string[], args: string[], env = {}) => {
      const path = await saved(cluster, ...words);
      return (await run([...shell, path, ...args], { ...a.env, ...env })).code;
    };
    const CLP = { CLP_EVENT: 'START' };
    const vrrp = (state: string) => call(['keepalived'], ['INSTANCE', 'VI', state, '1']);
    const moves = {
      clusterpro: [() => call(['clusterpro', 'start'], [], CLP), () => call(['clusterpro', 'stop'], [], CLP)],
      keepalived: [() => vrrp('MASTER'), () => vrrp('STOP')],
      patroni: [
        () => call(['patroni'], ['on_start', 'primary', 'db']),
        () => call(['patroni'], ['on_stop', 'primary', 'db']),
      ],
      pacemaker: [() => call(['pacemaker'], ['start']), () => call(['pacemaker'], ['stop'])],
    };
    for (const [manager, [start, stop]] of Object.entries(moves)) {
      expect([manager, await start?.(), holder()]).toEqual([manager, 0, 'web-1']);
      expect(await call(['clusterpro', 'monitor'], [])).toBe(0);
      expect(await call(['pacemaker'], ['monitor'])).toBe(0);
      expect([manager, await stop?.(), holder()]).toEqual([manager, 0, null]);
      expect(await call(['clusterpro', 'monitor'], [])).toBe(7);
      expect(await call(['pacemaker'], ['monitor'])).toBe(7);
    }
  });
});

it('the unit of systemd is accepted by its own check', async () => {
  const cluster = await newCluster();
  const path = join(cluster.folder, 'kirikae-web.service');
  await writeFile(path, await printed(cluster, 'systemd', '--service', 'multi-user.target'));
  const { code, text } = await run(['systemd-analyze', 'verify', '--man=no', path]);
  expect([code, text.split('\n').filter((line) => line.includes('kirikae-web'))]).toEqual([0, []]);
});

it.each(['patroni', 'keepalived'])(
  'the guard of %s installs a timer and a service that systemd accepts',
  async (manager) => {
    const cluster = await newCluster();
    const script = await saved(cluster, manager, 'guard');
    const inside = `mount -t tmpfs none /etc/systemd/system && mount --bind /bin/echo /bin/systemctl && sh ${script} && id -u postgres || useradd -r postgres
    systemd-analyze verify --man=no /etc/systemd/system/kirikae-guard-web.*`;
    const { code, text } = await run(['unshare', '-m', '--propagation', 'private', 'sh', '-c', inside]);
    expect([code, text.split('\n').filter((line) => line.includes('kirikae-guard'))]).toEqual([
      0,
      ['enable --now kirikae-guard-web.timer'],
    ]);
  },
);

it('keepalived accepts the configuration of the guide', async () => {
  const { folder } = await newCluster();
  const guide = await readFile(join(ROOT, 'apps/docs/guides/keepalived.md'), 'utf8');
  const [, block = ''] = /```\n(global_defs [^`]*)```/.exec(guide) ?? [];
  expect(block).toContain('vrrp_instance');
  const script = join(folder, 'notify.sh');
  await writeFile(script, '#!/bin/sh\n', { mode: 0o755 });
  const path = join(folder, 'keepalived.conf');
  const inside = 'ip link add ens5 type veth peer name other && exec keepalived --config-test --use-file "$1"';
  await writeFile(path, block.replaceAll('/etc/keepalived/kirikae-web.sh', script));
  expect(await run(['unshare', '-n', 'sh', '-c', inside, 'sh', path])).toEqual({ code: 0, text: '' });
});

it('the reason is in the syslog, by the real logger and a real syslogd', async () => {
  const cluster = await newCluster();
  const file = join(cluster.folder, 'syslog');
  const script = await saved(cluster, 'keepalived');
  // in a /dev of its own, so that the machine's log has nothing of it
  const inside = `mount -t tmpfs none /mnt && cp -a /dev/null /mnt && mount --bind /mnt /dev && exec busybox syslogd -n -O '${file}'`;
  const syslogd = spawn('unshare', ['-m', '--propagation', 'private', 'sh', '-c', inside], { stdio: 'ignore' });
  onTestFinished(() => void syslogd.kill('SIGKILL'));
  await vi.waitUntil(() => readFile(file, 'utf8').catch(() => ''), { timeout: 10_000 });
  const { pid } = syslogd;
  const within = ['nsenter', '-t', String(pid), '-m', 'sh', script, 'INSTANCE', 'VI'];
  expect(await run([...within, 'MASTER', '1'], cluster.a.env)).toMatchObject({ code: 0 });
  cluster.simulator.faults.add({ kind: 'deny' });
  await cluster.b.run('activate', 'web');
  expect(await run([...within, 'MASTER', '1'], cluster.a.env)).toMatchObject({ code: 22 });
  await vi.waitUntil(async () => (await readFile(file, 'utf8')).includes('AWS_DENIED'));
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/daemon\.info kirikae: web is active on \S+, .*\[run \w+\]/);
  expect(text).toMatch(/daemon\.err kirikae: AWS_DENIED web\/public-address: .*\[exit 22, run \w+\]/);
});
