import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '@kirikae/simulator';
import { describe, expect, it } from 'vitest';
import type { Ended } from './binary.ts';
import { type Cluster, type ClusterNode, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/*
 * What the contract says of `deactivate` and deactivate.test.ts (obstacles, files, policies), group.test.ts (a changed strategy) and
 * state-stop.test.ts (another run in the way) do not show yet, clause by clause.
 */

type Fault = Parameters<Simulator['faults']['add']>[0];

const IF_FREE = plus(EIP, 'takeover: if-free');
const RELEASED = plus(RECORD, 'onDeactivate: release');
const BROKEN = 'version: 1\ngroups: [';
/** A file with which a request that gets no answer is waited for as long as the tests want it. */
const patient = (content: string): string => `defaults: { aws: { requestTimeout: 20s } }\n${content}`;
const withStrategy = (strategy: string): string =>
  `version: 1\ngroups:\n  web:\n    strategy: ${strategy}\n    strategies:\n      eip:\n        - ${EIP}\n      dns:\n        - ${RECORD}\n`;

/** A cluster in which A is active. */
async function active(content?: string): Promise<Cluster> {
  const cluster = await newCluster(content);
  expect(await cluster.a.run('activate', 'web')).toMatchObject({ code: 0 });
  return cluster;
}

const stop = (node: ClusterNode, ...args: string[]): Promise<Ended> => node.run('deactivate', 'web', '--json', ...args);

/** The last run in a node's history. */
async function lastRun(node: ClusterNode) {
  const { runs } = JSON.parse((await node.run('history', 'web', '--json')).stdout);
  return runs.at(-1);
}

describe.concurrent('out of time in the release', () => {
  const SLOW: Fault = { kind: 'latency', ms: 20_000, action: 'DisassociateAddress' };
  const limit = ['--timeout', '10s']; // so that also a machine with much to do comes to the release

  it('is 0, left behind and unknown; the result, the warning and the history say so', async () => {
    const { a, simulator } = await active(patient(fileOf(EIP)));
    simulator.faults.add(SLOW);
    const ended = await stop(a, ...limit);
    expect(documentOf(ended)).toMatchObject({
      outcome: 'unreachable',
      exitCode: 0,
      tolerated: true,
      error: { code: expect.any(String) },
      resources: [{ name: 'public-address', outcome: 'left', writes: [{ outcome: 'unknown' }] }],
    });
    expect(ended.stderr).toMatch(/^kirikae: warning: \w+ web\/public-address: .+; .+\n$/);
    expect(await lastRun(a)).toMatchObject({
      command: 'deactivate',
      outcome: 'unreachable',
      exitCode: 0,
      left: ['public-address'],
      writes: [{ outcome: 'unknown' }],
    });
  });

  it.each([
    ['with --strict', fileOf(EIP), ['--strict']],
    ['where takeover is if-free', fileOf(IF_FREE), []],
  ])('is 20 %s', async (_, content, args) => {
    const { a, simulator } = await active(patient(content));
    simulator.faults.add(SLOW);
    const ended = await stop(a, ...limit, ...args);
    expect(documentOf(ended)).toMatchObject({ outcome: 'unreachable', exitCode: 20, tolerated: false });
    expect(ended.lastLine).toMatch(/^kirikae: \w+ web\/public-address: .* \[exit 20, run \w+\]$/);
  });
});

describe.concurrent('another run in the way', () => {
  /** An activation on A that is stuck in its write. */
  async function stuck(content: string) {
    const cluster = await active(patient(content));
    const { a, address, hold } = cluster;
    Object.assign(address, { associationId: null, networkInterfaceId: null, privateIp: null }); // by hand, so it has to write
    const { sent } = hold('AssociateAddress');
    const running = a.start('activate', 'web');
    await sent;
    return { ...cluster, running };
  }

  it.each([
    [0, true, fileOf(EIP), []],
    [20, false, fileOf(EIP), ['--strict']],
    [20, false, fileOf(IF_FREE), []],
  ])('until the time is up is %i (tolerated: %s)', async (exitCode, tolerated, content, args) => {
    const { a, running } = await stuck(content);
    const ended = await stop(a, '--timeout', '10s', ...args);
    expect(documentOf(ended)).toMatchObject({
      exitCode,
      tolerated,
      outcome: 'unreachable',
      error: { code: 'LOCK_BUSY' },
      resources: [{ name: 'public-address', outcome: 'left', writes: [] }],
    });
    expect(await lastRun(a)).toMatchObject({ command: 'deactivate', exitCode, left: ['public-address'] });
    running.kill('SIGKILL');
    await running.ended;
  });

  it.each([
    [0, true, []],
    [21, false, ['--strict']],
  ])(
    'that began later overtakes it: %i (tolerated: %s), and the later run has the address',
    async (exitCode, tolerated, args) => {
      const { a, holder, hold } = await active(fileOf(RELEASED, EIP));
      const { sent, letGo } = hold('DescribeAddresses');
      const stopping = a.start('deactivate', 'web', '--json', ...args);
      await sent;
      const activation = a.start('activate', 'web');
      expect(documentOf(await stopping.ended)).toMatchObject({
        exitCode,
        tolerated,
        outcome: 'conflict',
        error: { code: 'OVERTAKEN' },
      });
      letGo();
      expect(await activation.ended).toMatchObject({ code: 0 });
      expect(holder()).toBe('web-1');
      expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
    },
  );
});

describe('--strict', () => {
  it.each([
    ['a broken file', ({ rewrite }: Cluster) => rewrite(BROKEN), 'CONFIG_YAML'],
    ['no file', ({ file }: Cluster) => rm(file), 'CONFIG_NOT_FOUND'],
    [
      'a file without the group',
      ({ rewrite }: Cluster) => rewrite(fileOf(EIP).replace('  web:', '  other:')),
      'GROUP_UNKNOWN',
    ],
  ])('is 0 with %s where the record is enough to release everything', async (_, spoil, code) => {
    const cluster = await active();
    await spoil(cluster);
    const document = documentOf(await stop(cluster.a, '--strict'));
    expect(document).toMatchObject({
      exitCode: 0,
      tolerated: false,
      warnings: [{ code }],
      resources: [{ outcome: 'done' }],
    });
    expect(cluster.holder()).toBeNull();
  });

  it('is 0 with a changed strategy, if all that was activated here is released', async () => {
    const { a, rewrite, holder } = await active(withStrategy('eip'));
    await rewrite(withStrategy('dns'));
    expect(await stop(a, '--strict')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBeNull();
  });

  it('is 22 with a changed strategy, if the release of what the record tells of is denied; without it 0', async () => {
    const { a, rewrite, simulator } = await active(withStrategy('eip'));
    await rewrite(withStrategy('dns'));
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    expect(await stop(a, '--strict')).toMatchObject({ code: 22 });
    const document = documentOf(await stop(a));
    expect(document).toMatchObject({ exitCode: 0, tolerated: true, outcome: 'denied' });
    expect(document.resources.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['www', 'kept'],
      ['public-address', 'left'],
    ]);
  });

  it('is 0 for what is kept: that is what the file wants', async () => {
    const { a, simulator } = await active(fileOf(EIP, RECORD));
    simulator.faults.add({ kind: 'unreachable', how: 'silent' });
    const document = documentOf(await stop(a, '--strict', '--reason', 'failover', '--timeout', '4s'));
    expect(document).toMatchObject({ exitCode: 0, outcome: 'done', tolerated: false });
    expect(document.resources.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
  });
});

describe('a broken file and', () => {
  it.each([
    ['a denied release', { kind: 'deny', action: 'DisassociateAddress' }, 'denied', 22],
    ['expired credentials', { kind: 'expired', service: 'ec2' }, 'denied', 22],
    ['no metadata service', { kind: 'unreachable', how: 'silent', service: 'imds' }, 'unreachable', 20],
  ] as const)('%s: left behind with 0, and with the cause under --strict', async (_, fault, outcome, strict) => {
    const { a, rewrite, simulator, holder } = await active();
    await rewrite(BROKEN);
    simulator.faults.add(fault);
    const limit = strict === 22 ? [] : ['--timeout', '4s']; // a refusal is an answer, and comes at once
    const [first, second] = [await stop(a, ...limit), await stop(a, ...limit, '--strict')];
    expect(documentOf(first)).toMatchObject({
      exitCode: 0,
      outcome,
      tolerated: true,
      resources: [{ outcome: 'left' }],
    });
    expect(first.stderr).toMatch(/^kirikae: warning: CONFIG_YAML .*\nkirikae: warning: \w+ web\/public-address: /);
    expect(second.code).toBe(strict);
    expect(holder()).toBe('web-1');
  });

  it.each(['if-free', 'always'])('takeover: %s in the record decides the exit code, not the file', async (takeover) => {
    const { a, rewrite, simulator } = await active(fileOf(plus(EIP, `takeover: ${takeover}`)));
    await rewrite(BROKEN);
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    expect(await stop(a)).toMatchObject({ code: takeover === 'if-free' ? 22 : 0 });
  });

  it('no record either: 2 for every reason, with --strict and without, and nothing is asked', async () => {
    const { a, rewrite, calls } = await newCluster();
    await rewrite(BROKEN);
    for (const args of [[], ['--strict'], ['--reason', 'failover']])
      expect(await stop(a, ...args)).toMatchObject({ code: 2 });
    expect(calls()).toEqual([]);
  });
});

it('where only the record can be acted on, the policy of the file counts all the same', async () => {
  const { a, rewrite, holder } = await active(fileOf(plus(EIP, 'onDeactivate: keep-when-moving')));
  await rewrite(fileOf(plus(EIP, 'onDeactivate: release, privateIp: { perNode: { web-2: 10.0.1.11 } }')));
  const ended = await stop(a, '--reason', 'failover');
  expect(documentOf(ended)).toMatchObject({ exitCode: 0, tolerated: false, resources: [{ outcome: 'done' }] });
  expect(holder()).toBeNull();
});

describe('what is left behind', () => {
  it('is a record as well, where the zone cannot be changed: 0, told, in the history, and another node takes it', async () => {
    const { a, b, simulator, record } = await active(fileOf(RELEASED));
    simulator.faults.add({ kind: 'deny', action: 'ChangeResourceRecordSets' });
    const ended = await stop(a);
    expect(documentOf(ended)).toMatchObject({
      exitCode: 0,
      tolerated: true,
      outcome: 'denied',
      resources: [{ name: 'www', outcome: 'left', writes: [{ outcome: 'failed' }] }],
    });
    expect(ended.stderr).toMatch(/^kirikae: warning: AWS_DENIED web\/www: /);
    expect(await lastRun(a)).toMatchObject({ left: ['www'], writes: [{ outcome: 'failed' }] });
    expect(await a.run('deactivate', 'web', '--strict')).toMatchObject({ code: 22 });
    simulator.faults.clear();
    expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
    expect(record('www.example.com')).toEqual(['10.0.1.11']);
  });

  it('is printed as text too, and tried again by the next stop', async () => {
    const { a, simulator, holder } = await active(fileOf(EIP, RELEASED));
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    const ended = await a.run('deactivate', 'web');
    expect(ended.stdout).toMatch(/! public-address +203\.0\.113\.50 +still at web-1/);
    expect(ended.stdout).toMatch(/- www +www\.example\.com A +web-1 -> nobody/);
    expect((await a.run('history')).stdout).toMatch(
      /deactivate web: denied, exit 0, (.|\n)*! public-address .*: web-1 kept it, 1 attempt failed/,
    );
    simulator.faults.clear();
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBeNull();
    expect(await lastRun(a)).toMatchObject({ outcome: 'done', left: [] });
  });

  it('decides the exit code, and whose error is told, by what nobody else can take, and the outcome by the worst of all', async () => {
    const { a, simulator } = await active(fileOf(IF_FREE, RELEASED));
    simulator.faults.add({ kind: 'error', status: 500, code: 'InternalError', action: 'DisassociateAddress' });
    simulator.faults.add({ kind: 'deny', action: 'ChangeResourceRecordSets' });
    const document = documentOf(await stop(a, '--timeout', '6s'));
    expect(document).toMatchObject({ exitCode: 20, outcome: 'denied', tolerated: true });
    expect(document.error).toMatchObject({ code: 'AWS_SERVER', resource: 'public-address' });
    expect(document.resources.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['public-address', 'unreachable'],
      ['www', 'left'],
    ]);
  });
});

it('releases what the file has in use also where no record tells that it was activated here', async () => {
  const { a, holder, record } = await active(fileOf(EIP, RELEASED));
  await rm(a.state, { recursive: true });
  expect(documentOf(await stop(a))).toMatchObject({
    exitCode: 0,
    resources: [{ outcome: 'done' }, { outcome: 'done' }],
  });
  expect([holder(), record('www.example.com')]).toEqual([null, undefined]);
});

it('releases what was taken out of the file since, and what was put into it', async () => {
  const { a, holder, record, folder } = await active(fileOf(EIP));
  const before = join(folder, 'before.yaml');
  await writeFile(before, fileOf(RELEASED), { mode: 0o600 });
  expect(documentOf(await stop(a, '--config', before)).resources.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['www', 'unchanged'],
    ['public-address', 'done'],
  ]);
  expect([holder(), record('www.example.com')]).toEqual([null, undefined]);
});
