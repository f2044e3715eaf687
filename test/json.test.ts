import { expect, it } from 'vitest';
import { type Cluster, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { check, checkMoved, ERROR, hasKeys, SEEN } from './envelope.ts';

const IF_FREE = plus(EIP, 'takeover: if-free');
const UNKNOWN = EIP.replace('abcdef0', 'abcdef1');

interface Case {
  readonly code: number;
  readonly why: string;
  readonly file?: string;
  readonly args?: readonly string[];
  readonly before?: (cluster: Cluster) => unknown;
}

const MOVES: readonly Case[] = [
  { code: 0, why: 'an address that was taken', before: ({ b }) => b.run('activate', 'web') },
  { code: 1, why: 'an address that does not exist', file: fileOf(UNKNOWN) },
  { code: 2, why: 'an unknown group', args: ['activate', 'wbe'] },
  { code: 2, why: 'a broken file', file: 'version: 1\n' },
  {
    code: 20,
    why: 'no connection',
    before: ({ simulator }) => simulator.faults.add({ kind: 'unreachable', how: 'refuse', service: 'ec2' }),
    args: ['activate', 'web', '--timeout', '4s'],
  },
  {
    code: 21,
    why: 'an address that another node holds',
    file: fileOf(IF_FREE),
    before: ({ b }) => b.run('activate', 'web'),
  },
  { code: 22, why: 'a denied write', before: ({ simulator }) => simulator.faults.add({ kind: 'deny' }) },
  {
    code: 23,
    why: 'a resource that is not required',
    file: fileOf(plus(UNKNOWN, 'required: false'), RECORD),
  },
  {
    code: 0,
    why: 'a resource that is not required, told to a cluster manager',
    file: fileOf(plus(UNKNOWN, 'required: false'), RECORD),
    args: ['activate', 'web', '--manager', 'systemd'],
  },
  { code: 0, why: 'a plan', args: ['activate', 'web', '--dry-run'] },
  {
    code: 0,
    why: 'a release that was tolerated',
    args: ['deactivate', 'web'],
    before: async ({ a, simulator }) => {
      await a.run('activate', 'web');
      simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    },
  },
];

it.each(MOVES)(
  'prints one document for exit $code: $why',
  async ({ code, file, args = ['activate', 'web'], before }) => {
    const cluster = await newCluster(file);
    await before?.(cluster);
    const document = check(await cluster.a.run(...args, '--json'), code);
    checkMoved(document);
    expect(document).toMatchObject({ command: args[0], group: args[1], dryRun: args.includes('--dry-run') });
  },
);

it.each([
  ['an unknown flag', ['activate', 'web', '--jsn']],
  ['a missing argument', ['deactivate']],
  ['one argument too many', ['monitor', 'web', 'db']],
  ['a flag without its value', ['activate', 'web', '--timeout']],
  ['a value that cannot be', ['activate', 'web', '--timeout', 'soon']],
  ['a value that is not of the list', ['deactivate', 'web', '--reason', 'mov']],
  ['an unknown command', ['actviate', 'web']],
  ['an unknown command of two words', ['config', 'chek']],
  ['a flag where the command belongs', ['--json', 'activate']],
])('prints one document for exit 2: %s', async (_, args) => {
  const { a, calls } = await newCluster();
  const document = check(await a.run(...args, '--json'), 2);
  expect(document).toMatchObject({ resources: [], group: null, node: null, configDigest: null });
  expect(document.error?.code).toMatch(/^USAGE_/);
  expect(calls()).toHaveLength(0);
});

it('prints one document for monitor: 7 on the standby, 0 on the holder, 0 or 20 when it cannot tell', async () => {
  const { a, b, simulator, rewrite } = await newCluster();
  await a.run('activate', 'web');
  const [active, standby] = await Promise.all([a.run('monitor', 'web', '--json'), b.run('monitor', 'web', '--json')]);
  hasKeys(check(active, 0).resources, SEEN);
  hasKeys(check(standby, 7).resources, SEEN);
  simulator.faults.add({ kind: 'unreachable', how: 'refuse', service: 'ec2' });
  const tolerated = check(await a.run('monitor', 'web', '--json', '--timeout', '4s'), 0);
  expect(tolerated).toMatchObject({ tolerated: true, outcome: 'unreachable', error: { code: 'AWS_SILENT' } });
  await rewrite(fileOf(EIP).replace('    resources', '    whenUnknown: fail\n    resources'));
  check(await a.run('monitor', 'web', '--json', '--timeout', '4s'), 20);
});

it('prints one document for status, with the group of each resource where no group was named', async () => {
  const { a, simulator } = await newCluster(fileOf(EIP, RECORD));
  const one = check(await a.run('status', 'web', '--json'), 0);
  hasKeys(one.resources, SEEN);
  expect(one).toMatchObject({ group: 'web', resources: [{ name: 'public-address' }, { name: 'www' }] });
  const all = check(await a.run('status', '--json'), 0);
  hasKeys(all.resources, [...SEEN, 'group']);
  expect(all).toMatchObject({ group: null, resources: [{ group: 'web' }, { group: 'web' }] });
  simulator.faults.add({ kind: 'deny', service: 'ec2' });
  const ended = await a.run('status', '--json');
  expect(check(ended, 22).resources).toMatchObject([{ state: null, error: { code: 'AWS_DENIED' } }, { error: null }]);
  expect(ended.lastLine).toMatch(/^kirikae: AWS_DENIED web\/public-address: /);
});

it('prints one document for history', async () => {
  const { a } = await newCluster();
  expect(check(await a.run('history', '--json'), 0, ['runs'])).toMatchObject({ runs: [] });
  const { runId } = documentOf(await a.run('activate', 'web', '--json'));
  const { runs } = JSON.parse((await a.run('history', 'web', '--json')).stdout);
  const keys = 'runId startedAt endedAt command group node outcome exitCode elapsedMs error writes'.split(' ');
  expect(Object.keys(runs[0])).toEqual(expect.arrayContaining(keys));
  expect(runs).toMatchObject([{ runId, command: 'activate', group: 'web', node: 'web-1', outcome: 'done' }]);
  check(await a.run('history', 'wbe', '--json'), 2, ['runs']);
});

it('prints one document for forget', async () => {
  const { a, rewrite } = await newCluster();
  await a.run('activate', 'web');
  check(await a.run('forget', 'web', 'public-address', '--json'), 2);
  await rewrite(fileOf(RECORD));
  check(await a.run('forget', 'web', 'public-address', '--json'), 0);
});

it('prints one document for types', async () => {
  const { a } = await newCluster();
  const document = check(await a.run('types', '--json'), 0, ['types']);
  expect(document).toMatchObject({
    types: expect.arrayContaining([expect.objectContaining({ type: 'aws/eip', origin: 'built in' })]),
  });
  expect(check(await a.run('types', 'aws/eip', '--json'), 0, ['types'])).toMatchObject({
    types: [{ type: 'aws/eip' }],
  });
  expect(check(await a.run('types', 'aws/epi', '--json'), 2, ['types']).error?.message).toContain(
    'did you mean aws/eip?',
  );
});

it('prints one document for config check and config show', async () => {
  const { a, rewrite } = await newCluster();
  expect(check(await a.run('config', 'check', '--json'), 0, ['errors'])).toMatchObject({
    errors: [],
    command: 'config check',
  });
  const shown = check(await a.run('config', 'show', '--json'), 0, ['config']);
  expect(shown).toMatchObject({ config: { groups: { web: { timeout: '25s', whenUnknown: 'ok' } } } });
  await rewrite(fileOf(EIP.replace('allocationId', 'alocationId')));
  const wrong = check(await a.run('config', 'check', '--json'), 2, ['errors']) as unknown as { errors: unknown[] };
  expect(wrong.errors).toHaveLength(1);
  hasKeys(wrong.errors, ERROR);
  expect(check(await a.run('config', 'show', '--json'), 2, ['config'])).toMatchObject({ config: null });
});

it('prints the JSON Schema of the file', async () => {
  const { a } = await newCluster();
  const { stdout, stderr, code } = await a.run('config', 'schema');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), type: 'object' });
});
