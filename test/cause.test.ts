import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultRule } from '@kirikae/simulator';
import { describe, expect, it } from 'vitest';
import { type Cluster, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

const THROTTLED = (action: string) => new RegExp(`AWS throttles ec2:${action} \\(RequestLimitExceeded\\)`);
const REFUSED = /the instance metadata service refuses \S.* \(HTTP 403\)/;

/** What is in the way, and what must be told of it when the time runs out or somebody interrupts. */
const CASES: readonly (readonly [what: string, fault: FaultRule, says: RegExp, content: string | undefined])[] = [
  [
    'a read that AWS throttles',
    { kind: 'throttle', action: 'DescribeAddresses' },
    THROTTLED('DescribeAddresses'),
    undefined,
  ],
  [
    'a write that AWS throttles',
    { kind: 'throttle', action: 'AssociateAddress' },
    THROTTLED('AssociateAddress'),
    undefined,
  ],
  ['a metadata service that refuses', { kind: 'error', service: 'imds', status: 403 }, REFUSED, undefined],
  [
    'a metadata service that nobody reaches',
    { kind: 'unreachable', how: 'refuse', service: 'imds' },
    /does not answer \(/,
    undefined,
  ],
  [
    'no connection to AWS',
    { kind: 'unreachable', how: 'refuse', service: 'ec2' },
    /there is no connection to EC2 \(|EC2 does not answer/,
    undefined,
  ],
  [
    'a zone that is not in sync',
    { kind: 'pending', ms: 600_000 },
    /not all authoritative servers have it yet/,
    fileOf(plus(RECORD, 'wait: insync')),
  ],
];

describe('why it could not be done is told', () => {
  it.concurrent.each(CASES)('where the time ran out over %s', async (_, fault, says, content) => {
    const worlds = await Promise.all([newCluster(content), newCluster(content)]);
    for (const { simulator } of worlds) simulator.faults.add(fault);
    const run = (world: Cluster, ...more: string[]) => world.a.run('activate', 'web', '--timeout', '5s', ...more);
    const [text, json] = await Promise.all([run(worlds[0]), run(worlds[1], '--json')]);
    expect([20, 23]).toContain(text.code);
    expect(text.lastLine).toMatch(says);
    expect(documentOf(json).error?.message).toMatch(says);
  });

  it.concurrent.each(CASES.slice(0, 5))('where it was interrupted over %s', async (_, fault, says) => {
    const { a, simulator } = await newCluster();
    let calls = 0;
    const enough = Promise.withResolvers<void>();
    const action = 'action' in fault ? fault.action : undefined;
    simulator.onCall(async (call) => {
      const isMeant = action ? call.action === action : call.service === fault.service;
      if (isMeant && ++calls === 3) enough.resolve();
    });
    simulator.faults.add(fault);
    const running = a.start('activate', 'web', '--timeout', '60s');
    await enough.promise;
    running.kill('SIGTERM');
    const { lastLine, code } = await running.ended;
    expect(code).toBe(20);
    expect(lastLine).toMatch(/^kirikae: INTERRUPTED web\S*: interrupted by SIGTERM: cannot /);
    expect(lastLine).toMatch(says);
    if (fault.kind === 'throttle') expect(lastLine).toMatch(/\(RequestLimitExceeded\), try [23]( |;)/);
  });

  it('where it was interrupted while it waited', async () => {
    const { a, simulator, hold } = await newCluster(fileOf(plus(RECORD, 'wait: insync')));
    simulator.faults.add({ kind: 'pending', ms: 600_000 });
    const running = a.start('activate', 'web', '--timeout', '60s');
    await expect
      .poll(() => simulator.calls.filter(({ action }) => action === 'GetChange').length, { timeout: 30_000 })
      .toBeGreaterThan(0);
    await hold('GetChange').sent; // the second question: by then it waits
    running.kill('SIGTERM');
    expect((await running.ended).lastLine).toMatch(
      /INTERRUPTED web\/www: interrupted by SIGTERM: it waited until Route 53 is in sync/,
    );
  });

  it.concurrent.each(['activate', 'status'])('where %s waits for a plugin to be loaded', async (command) => {
    const { a, rewrite, folder } = await newCluster();
    await writeFile(join(folder, 'slow.mjs'), 'await new Promise((done) => setTimeout(done, 30_000));');
    const content = fileOf('{ type: acme/thing }').replace('    resources', '    monitorTimeout: 2s\n    resources');
    await rewrite(`plugins: [./slow.mjs]\n${content}`);
    const { lastLine, code } = await a.run(command, 'web', ...(command === 'activate' ? ['--timeout', '2s'] : []));
    expect(code).toBe(20);
    expect(lastLine).toMatch(
      /^kirikae: PLUGIN_SLOW web(\/thing)?: the plugin \.\/slow\.mjs has not named its .+; have it /,
    );
  });

  it('where another run has the lock', async () => {
    const { a, hold } = await newCluster();
    const { sent } = hold('AssociateAddress');
    const first = a.start('activate', 'web', '--timeout', '60s');
    await sent;
    const second = a.start('activate', 'web', '--timeout', '60s');
    await a.inLine(2);
    second.kill('SIGTERM');
    const { lastLine } = await second.ended;
    expect(lastLine).toMatch(
      /INTERRUPTED web: interrupted by SIGTERM: another run of this group has the lock \(process \d+, activate, run \w+\)/,
    );
    first.kill('SIGKILL');
    await first.ended;
  });

  it('of each resource its own, and none where nothing stood in the way', async () => {
    const { a, simulator, hold } = await newCluster(fileOf(plus(EIP, 'after: []'), plus(RECORD, 'after: []')));
    simulator.faults.add({ kind: 'throttle', action: 'DescribeAddresses' });
    const { sent } = hold('ListResourceRecordSets');
    const running = a.start('activate', 'web', '--timeout', '60s', '--json');
    await sent;
    await expect
      .poll(() => simulator.calls.filter(({ action }) => action === 'DescribeAddresses').length, { timeout: 30_000 })
      .toBeGreaterThan(2);
    running.kill('SIGTERM');
    const { resources } = JSON.parse((await running.ended).stdout);
    expect(resources[0].error.message).toMatch(THROTTLED('DescribeAddresses'));
    expect(resources[1].error.message).toBe('interrupted by SIGTERM');
  });
});
