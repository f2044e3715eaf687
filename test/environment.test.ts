import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY, kirikae, ROOT } from './binary.ts';
import { type Cluster, type ClusterNode, EIP, fileOf, newCluster, RECORD } from './cluster.ts';

/** A file that gives the nodes their identity, so that no metadata service is asked. */
const withNodes = ({ a, b }: Cluster): string => {
  const entry = ({ name, simulated: { instanceId, interfaces } }: ClusterNode) =>
    `  ${name}: { instanceId: ${instanceId}, networkInterfaceId: ${interfaces[0]?.id}, privateIpv4: ${interfaces[0]?.privateIpv4s[0]} }\n`;
  return `defaults: { aws: { metadata: off } }\nnodes:\n${entry(a)}${entry(b)}${fileOf(EIP, RECORD)}`;
};

/** Static keys of a node, as an operator would set them. */
const keysOf = ({ simulated: { credentials } }: ClusterNode) => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
});

describe('nothing but environment variables', () => {
  it('is enough with static keys, a region, an endpoint and nodes: with metadata: off', async () => {
    const cluster = await newCluster();
    const { a, b, simulator, holder, record, rewrite } = cluster;
    await rewrite(withNodes(cluster));
    await Promise.all([a.simulated.stopMetadata(), b.simulated.stopMetadata()]);
    for (const node of [a, b]) {
      const { HOME = '', KIRIKAE_CONFIG = '', KIRIKAE_STATE_DIR = '' } = node.env;
      const env = {
        HOME,
        KIRIKAE_CONFIG,
        KIRIKAE_STATE_DIR,
        ...keysOf(node),
        AWS_REGION: simulator.region,
        AWS_ENDPOINT_URL: simulator.url,
      };
      expect(await kirikae(['activate', 'web', '--node', node.name], { env })).toMatchObject({ code: 0, stderr: '' });
      expect(holder()).toBe(node.name);
    }
    expect(record('www.example.com')).toEqual(['10.0.1.11']);
    expect(simulator.calls.filter(({ service }) => service === 'imds')).toEqual([]);
  });

  it('is enough with the metadata service alone: identity, region and credentials', async () => {
    const { a, simulator, holder } = await newCluster();
    expect(Object.keys(a.env).filter((name) => name.startsWith('AWS_'))).toEqual([
      'AWS_ENDPOINT_URL',
      'AWS_EC2_METADATA_SERVICE_ENDPOINT',
    ]);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBe('web-1');
    expect(simulator.calls.filter(({ action }) => action.startsWith('PUT /latest/api/token'))).toHaveLength(1);
  });

  it('ends in 20 if the metadata service, the only source of credentials, does not answer', async () => {
    const cluster = await newCluster();
    const { a, simulator, rewrite } = cluster;
    await rewrite(withNodes(cluster));
    await a.simulated.stopMetadata();
    const ended = await a.runIn({ env: { AWS_REGION: simulator.region } }, 'activate', 'web', '--timeout', '2s');
    expect(ended.code).toBe(20);
    expect(ended.lastLine).toMatch(/^kirikae: \w+ web\/public-address: .* \[exit 20, run \w+\]$/);
  });

  it('assumes a role with its external id', async () => {
    const role = 'arn:aws:iam::123456789012:role/failover';
    const { a, simulator, calls } = await newCluster(
      `defaults: { aws: { roleArn: "${role}", externalId: kirikae } }\n${fileOf(EIP)}`,
    );
    simulator.world.roles[role] = { externalId: 'kirikae' };
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
    expect(calls().filter(({ action }) => action === 'AssumeRole')).toHaveLength(1);
  });
});

describe('the binary', () => {
  it('can be run by everybody', () => {
    expect(() => accessSync(BINARY, constants.X_OK)).not.toThrow();
  });

  it('runs by a symbolic link, from a folder with spaces, from any working directory', async () => {
    const { a, folder } = await newCluster();
    const spaced = join(folder, 'start scripts');
    await mkdir(spaced);
    const link = join(spaced, 'my kirikae');
    await symlink(BINARY, link);
    const places = [{ program: link }, { program: link, cwd: spaced }, { cwd: '/' }, { cwd: folder }];
    const ended = await Promise.all(places.map((place) => a.runIn(place, 'activate', 'web', '--dry-run')));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(places.map(() => [0, '']));
  });

  it('needs no Node in the PATH, and none of the variables of a login', async () => {
    const env = spawn('env', ['-i', 'PATH=/usr/bin:/bin', BINARY, '--version']);
    let told = '';
    env.stdout.on('data', (data) => {
      told += data;
    });
    expect(await once(env, 'close')).toEqual([0, null]);
    expect(told).toMatch(/^@?kirikae.*0\.1\.0.* node-v\d+/);
  });

  it('never reads a file of the working directory', async () => {
    const { a, folder } = await newCluster();
    const ended = await a.runIn({ cwd: folder, env: { KIRIKAE_CONFIG: '' } }, 'activate', 'web');
    expect(ended.code).toBe(2);
    expect(ended.lastLine).toContain('/etc/kirikae/kirikae.yaml');
  });

  it('lists every command in its help', async () => {
    const { stdout } = await kirikae(['--help']);
    for (const command of ['activate', 'deactivate', 'monitor', 'status', 'history', 'config', 'types', 'demo'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} +\\S`, 'm'));
    const { stdout: config } = await kirikae(['config', '--help']);
    for (const command of ['check', 'schema', 'show']) expect(config).toContain(`config ${command}`);
  });

  it.each([
    ...['', 'activate', 'deactivate', 'monitor', 'status', 'history', 'forget', 'guard', 'script', 'types', 'demo'],
    ...['config check', 'config schema', 'config show'],
  ])('helps with "%s" on 80 columns, by two examples', async (command) => {
    const { stdout } = await kirikae([...command.split(' ').filter(Boolean), '--help']);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    if (command) expect(stdout.split('EXAMPLES')[1]?.match(/^ {2}\$ kirikae /gm)?.length).toBeGreaterThanOrEqual(2);
  });

  it('asks nothing where nobody can answer', async () => {
    const { a, b, holder } = await newCluster();
    await a.run('activate', 'web');
    expect(await b.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBeNull();
  });
});

/** util-linux's `script` runs a command on a terminal of its own. */
const SCRIPT = ['/usr/bin/script', '/bin/script'].find((path) => existsSync(path));

/** Runs the binary on a terminal; answers the first question with `answer`. */
async function onTerminal({ env }: ClusterNode, command: string, answer: string) {
  const options = { env: { PATH: '/usr/bin:/bin', ...env }, cwd: ROOT };
  const child = spawn(SCRIPT ?? '', ['-qec', `${BINARY} ${command}`, '/dev/null'], options);
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (screen.includes('[y/N]') && !child.stdin.writableEnded) child.stdin.end(`${answer}\n`);
  });
  const [code] = await once(child, 'close');
  return { code, screen };
}

describe.runIf(SCRIPT !== undefined)('on a terminal', () => {
  it('shows the plan and asks before it takes from another node; with n nothing is written', async () => {
    const { a, b, holder, writes } = await newCluster();
    await a.run('activate', 'web');
    const { code, screen } = await onTerminal(b, 'activate web', 'n');
    expect(code).toBe(2);
    expect(screen).toMatch(
      /Plan: activate web on web-2[\s\S]*Take over web\? \[y\/N\] [\s\S]*kirikae: DECLINED web:\s+[\s\S]*answer y, or run it with --yes\s+\[exit 2/,
    );
    expect([holder(), writes(b).length]).toEqual(['web-1', 0]);
    expect(await b.journal()).toEqual([]);
  });

  it('does it with y, and with --yes without a question', async () => {
    const { a, b, holder } = await newCluster();
    await a.run('activate', 'web');
    expect((await onTerminal(b, 'activate web', 'y')).code).toBe(0);
    expect(holder()).toBe('web-2');
    const { code, screen } = await onTerminal(b, 'deactivate web --yes', 'n');
    expect([code, screen.includes('[y/N]')]).toEqual([0, false]);
    expect(holder()).toBeNull();
  });

  it('asks before it releases, and asks nothing where nothing is taken from anybody', async () => {
    const { a, holder } = await newCluster();
    const { code, screen } = await onTerminal(a, 'activate web', 'n');
    expect([code, screen.includes('[y/N]')]).toEqual([0, false]);
    expect((await onTerminal(a, 'deactivate web', 'n')).code).toBe(2);
    expect(holder()).toBe('web-1');
  });
});
