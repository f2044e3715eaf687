import { cp, rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { type Cluster, type ClusterNode, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { activeHere } from './in-process.ts';

const IF_FREE = fileOf(plus(EIP, 'takeover: if-free'));
/** Enough where there is an answer, and short where there is none: those use all of it. */
const PATIENT = ['--timeout', '20s'];
const SHORT = ['--timeout', '3s'];

/** What keeps a node from releasing: how it comes about, the environment added, and the exit code with --strict. */
interface Obstacle {
  readonly what: string;
  readonly code: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly arise?: (cluster: Cluster) => unknown;
}

const OBSTACLES: readonly Obstacle[] = [
  {
    what: 'a silent API',
    code: 20,
    arise: ({ simulator }) => simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2' }),
  },
  {
    what: 'a refused connection',
    code: 20,
    arise: ({ simulator }) => simulator.faults.add({ kind: 'unreachable', how: 'refuse', service: 'ec2' }),
  },
  { what: 'a denied look', code: 22, arise: ({ simulator }) => simulator.faults.add({ kind: 'deny' }) },
  {
    what: 'a denied release',
    code: 22,
    arise: ({ simulator }) => simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' }),
  },
  {
    what: 'expired credentials',
    code: 22,
    arise: ({ simulator }) => simulator.faults.add({ kind: 'expired', service: 'ec2' }),
  },
  { what: 'no credentials', code: 22, env: { AWS_EC2_METADATA_DISABLED: 'true' } },
  { what: 'a metadata service that is gone', code: 20, arise: ({ a }) => a.simulated.stopMetadata() },
];

async function hindered({ arise }: Obstacle, file?: string): Promise<Cluster> {
  const cluster = await activeHere(file);
  await arise?.(cluster);
  return cluster;
}

const deactivate = (node: ClusterNode, { env = {}, code }: Obstacle, ...args: string[]) =>
  node.runIn({ env }, 'deactivate', 'web', ...(code === 22 ? PATIENT : SHORT), ...args);

it.each(OBSTACLES)(
  'ends in 0 with a warning in spite of $what, since another node can take the address without it',
  async (obstacle) => {
    const { a, b, simulator, holder } = await hindered(obstacle);
    const ended = await deactivate(a, obstacle, '--json');
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^kirikae: warning: \w+ web\/public-address: .+; .+\n$/);
    expect(documentOf(ended)).toMatchObject({
      exitCode: 0,
      tolerated: true,
      resources: [{ name: 'public-address', outcome: 'left' }],
    });
    expect(holder()).toBe('web-1');
    simulator.faults.clear();
    expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  },
);

it.each(OBSTACLES)('ends in $code with --strict because of $what', async (obstacle) => {
  const { a } = await hindered(obstacle);
  const ended = await deactivate(a, obstacle, '--strict');
  expect(ended.code).toBe(obstacle.code);
  expect(ended.lastLine).toMatch(new RegExp(`^kirikae: \\w+ web/public-address: .+; .+ \\[exit ${obstacle.code}, run`));
});

it.each(OBSTACLES)(
  'ends in $code because of $what where takeover is if-free: nobody else could take it',
  async (obstacle) => {
    const { a } = await hindered(obstacle, IF_FREE);
    expect(await deactivate(a, obstacle)).toMatchObject({ code: obstacle.code });
  },
);

it.each(['move', 'failover', 'restart'])(
  'keeps the address for the reason %s, as keep-when-moving says',
  async (reason) => {
    const { a, holder, writes } = await activeHere();
    const ended = await a.run('deactivate', 'web', '--reason', reason, '--json');
    expect(documentOf(ended)).toMatchObject({ exitCode: 0, reason, resources: [{ outcome: 'kept' }] });
    expect(holder()).toBe('web-1');
    expect(writes()).toHaveLength(1);
  },
);

it.each([[[]], [['--reason', 'stop']]])('releases the address for a stop: %j', async (args) => {
  const { a, holder } = await activeHere();
  expect(await a.run('deactivate', 'web', ...args)).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBeNull();
});

it.each([
  ['release', 'move', null],
  ['keep', 'stop', 'web-1'],
])('does what onDeactivate: %s says for the reason %s', async (policy, reason, expected) => {
  const { a, holder } = await activeHere(fileOf(plus(EIP, `onDeactivate: ${policy}`)));
  expect(await a.run('deactivate', 'web', '--reason', reason)).toMatchObject({ code: 0 });
  expect(holder()).toBe(expected);
});

it('does not take a node that it does not know for one that holds nothing', async () => {
  const { a } = await newCluster(fileOf(plus(EIP, 'takeover: if-free, metadata: off, region: ap-northeast-1')));
  const [stopped, asked] = [await a.run('deactivate', 'web', '--strict'), await a.run('monitor', 'web')];
  expect(stopped).toMatchObject({ code: 2, lastLine: expect.stringContaining('METADATA_OFF') });
  expect(asked).toMatchObject({ code: 2, lastLine: expect.stringContaining('METADATA_OFF') });
});

it('leaves alone what the original of a copied machine holds, also when the file is broken', async () => {
  const { a, b, rewrite, holder } = await newCluster();
  await b.run('activate', 'web');
  await cp(b.state, a.state, { recursive: true });
  await rewrite('version: 1\ngroups: [');
  const ended = await a.run('deactivate', 'web', '--strict');
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toMatch(/NODE_IS_ANOTHER web\/public-address: .* i-\w+/);
  expect(holder()).toBe('web-2');
});

it('works from the state record alone when the file is broken, and says so', async () => {
  const { a, rewrite, holder } = await activeHere();
  await rewrite('version: 1\ngroups: [');
  const ended = await a.run('deactivate', 'web');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/^kirikae: warning: CONFIG_YAML .*working from the state record alone/);
  expect(holder()).toBeNull();
});

it('works from the state record alone when the file is gone or has no such group any more', async () => {
  const cluster = await newCluster();
  const { a, b, file, rewrite, holder } = cluster;
  await a.run('activate', 'web');
  await rewrite(fileOf(EIP).replace('  web:', '  other:'));
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: expect.stringContaining('GROUP_UNKNOWN') });
  expect(holder()).toBeNull();
  await rewrite(fileOf(EIP));
  await b.run('activate', 'web');
  await rm(file);
  expect(await b.run('deactivate', 'web')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('CONFIG_NOT_FOUND'),
  });
  expect(holder()).toBeNull();
});

it('ends in 2 with neither file nor state record', async () => {
  const { a, rewrite } = await newCluster();
  await rewrite('version: 1\ngroups: [');
  const ended = await a.run('deactivate', 'web');
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toMatch(/^kirikae: CONFIG_YAML web: .* \[exit 2, run \w+\]$/);
});

it('works without a usable state directory, and says so', async () => {
  const { a, b, holder } = await activeHere();
  const ended = await a.runIn({ env: { KIRIKAE_STATE_DIR: '/dev/null/state' } }, 'deactivate', 'web');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/^kirikae: warning: STATE_UNAVAILABLE .*\/dev\/null\/state/);
  expect(holder()).toBeNull();
  const activated = await b.runIn({ env: { KIRIKAE_STATE_DIR: '/dev/null/state' } }, 'activate', 'web');
  expect(activated).toMatchObject({ code: 0, stderr: expect.stringMatching(/^kirikae: warning: STATE_UNAVAILABLE /) });
});

it('tries every resource, whatever became of the others', async () => {
  const { a, simulator, record } = await activeHere(fileOf(plus(RECORD, 'onDeactivate: release'), EIP));
  simulator.faults.add({ kind: 'deny', service: 'ec2' });
  const ended = await a.run('deactivate', 'web', '--json');
  expect(documentOf(ended).resources.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['www', 'done'],
    ['public-address', 'left'],
  ]);
  expect(record('www.example.com')).toBeUndefined();
});

it('gives up on a silent API after two attempts', async () => {
  const { a, simulator, calls } = await newCluster(`defaults: { aws: { requestTimeout: 300ms } }\n${fileOf(EIP)}`);
  await a.run('activate', 'web');
  const before = calls().length;
  simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2' });
  const ended = await a.run('deactivate', 'web');
  expect(ended.code).toBe(0);
  expect(calls().slice(before)).toHaveLength(2);
});
