import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '@kirikae/simulator';
import { describe, expect, it } from 'vitest';
import { type ClusterNode, type Document, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { activeHere } from './in-process.ts';

/*
 * What the contract says of `monitor` and monitor.test.ts does not show yet, clause by clause: its order is 1, 7, 0, "cannot tell".
 */

type Fault = Parameters<Simulator['faults']['add']>[0];

const IF_FREE = plus(EIP, 'takeover: if-free');
const SHORT = ['--timeout', '2s'];
const SILENT: Fault = { kind: 'unreachable', how: 'silent', service: 'ec2' };
const inGroup = (line: string, ...resources: string[]): string =>
  fileOf(...resources).replace('    resources', `    ${line}\n    resources`);

const ask = async (node: ClusterNode, ...args: string[]): Promise<Document> =>
  documentOf(await node.run('monitor', 'web', '--json', ...args));

/** Takes the record, and nothing else, for B. */
function giveRecordToB({ zone }: Awaited<ReturnType<typeof newCluster>>): void {
  for (const set of zone.recordSets) if (set.name === 'www.example.com.') set.values = ['10.0.1.11'];
}

describe('a half-active group', () => {
  it('is 1 where only this node can let go of the half that is here, and says of which', async () => {
    const cluster = await newCluster(fileOf(IF_FREE, RECORD));
    const { a } = cluster;
    await a.run('activate', 'web');
    giveRecordToB(cluster);
    const ended = await a.run('monitor', 'web');
    expect(ended).toMatchObject({
      code: 1,
      lastLine: expect.stringMatching(
        /^kirikae: HALF_ACTIVE web: public-address is active here .* www is not active here; \w/,
      ),
    });
  });

  it('is 1 also after a deactivation of which that half was left, and 7 when it is let go of', async () => {
    const { a, simulator } = await activeHere(fileOf(IF_FREE, RECORD));
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 22 });
    const record = join(a.state, 'web.state.json');
    const { completed, ...rest } = JSON.parse(await readFile(record, 'utf8'));
    expect(completed).toMatchObject({ command: 'deactivate', outcome: 'denied', exitCode: 22 });
    expect(rest.resources).toHaveProperty('public-address');
    simulator.faults.clear();
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(await ask(a)).toMatchObject({ exitCode: 7, outcome: 'inactive' });
  });

  it('is 7 where another node can take what is here', async () => {
    const cluster = await activeHere(fileOf(EIP, RECORD));
    giveRecordToB(cluster);
    expect(await ask(cluster.a)).toMatchObject({
      exitCode: 7,
      outcome: 'inactive',
      tolerated: false,
      error: null,
      resources: [{ state: 'active' }, { state: 'elsewhere', holder: { id: '10.0.1.11' } }],
    });
  });

  it('is 0 where what is missing is not required', async () => {
    const cluster = await activeHere(fileOf(IF_FREE, plus(RECORD, 'required: false')));
    giveRecordToB(cluster);
    expect(await ask(cluster.a)).toMatchObject({ exitCode: 0, outcome: 'done', tolerated: false });
  });
});

describe('7 comes before "cannot tell"', () => {
  it.each([
    ['the address', 'route53'],
    ['the record', 'ec2'],
  ] as const)('where %s is certainly with the other node and %s is silent', async (_, service) => {
    const { a, b, simulator } = await activeHere(inGroup('whenUnknown: fail', EIP, RECORD));
    await b.run('activate', 'web');
    simulator.faults.add({ kind: 'unreachable', how: 'silent', service });
    expect(await ask(a)).toMatchObject({ exitCode: 7, outcome: 'inactive', tolerated: false, error: null });
  });

  it('after a deactivation that left everything behind, also under whenUnknown: fail and with a silent API', async () => {
    const { a, simulator, holder } = await activeHere(inGroup('whenUnknown: fail', EIP));
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    simulator.faults.clear();
    simulator.faults.add(SILENT);
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7, stderr: '' });
    expect(holder()).toBe('web-1');
  });
});

describe('0 is what was looked at', () => {
  it('also where this node has no record of what it did', async () => {
    const { a } = await activeHere(fileOf(EIP, RECORD));
    await rm(a.state, { recursive: true });
    expect(await ask(a)).toMatchObject({ exitCode: 0, outcome: 'done', tolerated: false, warnings: [] });
  });

  it('and what is not required may be silent without making it unknown', async () => {
    const { a, simulator } = await activeHere(fileOf(EIP, plus(RECORD, 'required: false, after: []')));
    simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'route53' });
    expect(await ask(a, '--timeout', '4s')).toMatchObject({
      exitCode: 0,
      outcome: 'done',
      tolerated: false,
      error: null,
    });
  });

  it('after two answers that are older than the activation as well', async () => {
    const { a, b, simulator } = await newCluster();
    await b.run('activate', 'web');
    await a.run('activate', 'web');
    simulator.faults.add({ kind: 'stale', ms: 60_000, action: 'DescribeAddresses', times: 2 });
    expect(await ask(a, '--timeout', '60s')).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(simulator.faults.injected.stale).toBe(2);
  });
});

describe('where it cannot tell', () => {
  it('it is 0 on the holder whose API is silent: the document says what was found, that it was tolerated, and why', async () => {
    const { a, simulator } = await activeHere();
    simulator.faults.add(SILENT);
    const document = await ask(a, ...SHORT);
    expect(document).toMatchObject({
      command: 'monitor',
      outcome: 'unreachable',
      exitCode: 0,
      tolerated: true,
      error: { code: expect.stringMatching(/^(AWS_SILENT|DEADLINE)$/) },
      resources: [
        { name: 'public-address', state: null, holder: null, detail: null, error: { code: document.error?.code } },
      ],
    });
  });

  it.each([
    ['a silent API', 'unreachable', SILENT],
    ['a denied look', 'denied', { kind: 'deny' }],
    ['expired credentials', 'denied', { kind: 'expired', service: 'ec2' }],
    ['a page that is not from AWS', 'unreachable', { kind: 'garbage', service: 'ec2' }],
  ] as const)('it is 7 on the standby in spite of %s, and says that it found: %s', async (_, outcome, fault) => {
    const { b, simulator } = await activeHere(inGroup('whenUnknown: fail', EIP));
    simulator.faults.add(fault);
    const limit = outcome === 'denied' ? [] : SHORT; // a refusal is an answer, and comes at once
    expect(await ask(b, ...limit)).toMatchObject({ exitCode: 7, outcome, tolerated: true });
  });

  it('it is 7 on a node whose last activation failed, and 0 on one whose activation ended in 23', async () => {
    const { a, b, simulator } = await newCluster(fileOf(EIP, plus(RECORD, 'required: false')));
    simulator.faults.add({ kind: 'deny', action: 'ChangeResourceRecordSets' });
    expect(await a.run('activate', 'web')).toMatchObject({ code: 23 });
    simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
    expect(await b.run('activate', 'web')).toMatchObject({ code: 22 });
    simulator.faults.add(SILENT);
    const [onA, onB] = await Promise.all([ask(a, ...SHORT), ask(b, ...SHORT)]);
    expect([onA, onB]).toMatchObject([
      { exitCode: 0, tolerated: true },
      { exitCode: 7, tolerated: true },
    ]);
  });

  it('it is 7 on a node that was active before it was booted anew', async () => {
    const { a, simulator } = await activeHere();
    const path = join(a.state, 'web.state.json');
    const record = JSON.parse(await readFile(path, 'utf8'));
    const boot = '00000000-0000-4000-8000-000000000000';
    await writeFile(path, JSON.stringify({ ...record, completed: { ...record.completed, boot } }));
    simulator.faults.add(SILENT);
    expect(await ask(a, ...SHORT)).toMatchObject({ exitCode: 7, tolerated: true });
  });

  it('it is 20 after unknownTolerance, counted anew when it could tell again', async () => {
    const { a, simulator } = await activeHere(inGroup('unknownTolerance: 1s', EIP));
    simulator.faults.add(SILENT);
    expect(await ask(a, ...SHORT)).toMatchObject({ exitCode: 0, tolerated: true });
    expect(await ask(a, ...SHORT)).toMatchObject({ exitCode: 20, tolerated: false, outcome: 'unreachable' });
    simulator.faults.clear();
    expect(await ask(a)).toMatchObject({ exitCode: 0, tolerated: false });
    simulator.faults.add(SILENT);
    expect(await ask(a, ...SHORT)).toMatchObject({ exitCode: 0, tolerated: true });
  });
});

it('ends by the monitorTimeout of the file, which is sooner here than the default', async () => {
  const { a, simulator } = await activeHere(inGroup('monitorTimeout: 3s', EIP, RECORD));
  simulator.faults.add({ kind: 'unreachable', how: 'silent' });
  const ended = await a.run('monitor', 'web');
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(ended.ms).toBeLessThan(8_000);
});

it('is 2 with a broken file or without the group, on the holder as well: that is no answer', async () => {
  const { a, rewrite } = await activeHere();
  await rewrite('version: 1\ngroups: [');
  expect(await ask(a)).toMatchObject({ exitCode: 2, outcome: 'usage', error: { code: 'CONFIG_YAML' } });
  await rewrite(fileOf(EIP).replace('  web:', '  other:'));
  expect(await ask(a)).toMatchObject({ exitCode: 2, outcome: 'usage', error: { code: 'GROUP_UNKNOWN' } });
});
