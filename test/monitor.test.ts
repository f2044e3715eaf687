import { expect, it } from 'vitest';
import { type Cluster, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { activeHere } from './in-process.ts';

const base = fileOf(EIP);
const inGroup = (line: string): string => base.replace('    resources', `    ${line}\n    resources`);
const SHORT = ['--timeout', '2s'];

/** Makes the API of a service swallow every request. */
const silence = ({ simulator }: Cluster, service: 'ec2' | 'route53' = 'ec2') =>
  simulator.faults.add({ kind: 'unreachable', how: 'silent', service });

it('answers 0 on the holder and 7 on the standby, with nothing on stderr', async () => {
  const { a, b } = await activeHere();
  const [onA, onB] = await Promise.all([a.run('monitor', 'web'), b.run('monitor', 'web')]);
  expect(onA).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^web: active on web-1/) });
  expect(onB).toMatchObject({ code: 7, stderr: '', stdout: expect.stringMatching(/^web: not active on web-2/) });
});

it('answers 7 before anything was ever activated', async () => {
  const { a } = await newCluster();
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7, stderr: '' });
});

it('answers 7 on a standby whose API is silent: it has activated nothing', async () => {
  const cluster = await activeHere();
  silence(cluster);
  const ended = await cluster.b.run('monitor', 'web', ...SHORT, '--json');
  expect(ended.code).toBe(7);
  expect(documentOf(ended)).toMatchObject({ outcome: 'unreachable', exitCode: 7, tolerated: true });
});

it('answers 0 on the holder whose API is silent, and says in a warning that it cannot tell', async () => {
  const cluster = await activeHere();
  silence(cluster);
  const ended = await cluster.a.run('monitor', 'web', ...SHORT);
  expect(ended).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^web: cannot tell on web-1 \(this node\), taken for active: /),
  });
  expect(ended.stderr).toMatch(/^kirikae: warning: \w+ web\/public-address: .+\n$/);
});

it.each([
  ['denied', { kind: 'deny', service: 'ec2' }],
  ['throttled', { kind: 'throttle', service: 'ec2' }],
] as const)('takes a holder that is %s for active too', async (_, fault) => {
  const { a, simulator } = await activeHere();
  simulator.faults.add(fault);
  expect(documentOf(await a.run('monitor', 'web', ...SHORT, '--json'))).toMatchObject({ exitCode: 0, tolerated: true });
});

it('answers 0 on the holder whose metadata service is gone', async () => {
  const { a, b } = await activeHere();
  await Promise.all([a.simulated.stopMetadata(), b.simulated.stopMetadata()]);
  const [onA, onB] = await Promise.all([a.run('monitor', 'web', ...SHORT), b.run('monitor', 'web', ...SHORT)]);
  expect([onA.code, onB.code]).toEqual([0, 7]);
});

it('answers 20 under whenUnknown: fail, and still 7 on the standby', async () => {
  const cluster = await newCluster(inGroup('whenUnknown: fail'));
  const { a, b } = cluster;
  await a.run('activate', 'web');
  silence(cluster);
  const [onA, onB] = await Promise.all([a.run('monitor', 'web', ...SHORT), b.run('monitor', 'web', ...SHORT)]);
  expect([onA.code, onB.code]).toEqual([20, 7]);
  expect(onA.lastLine).toMatch(/^kirikae: \w+ web\/public-address: .* \[exit 20, run \w+\]$/);
});

it('answers 20 when it has not been able to tell for longer than unknownTolerance', async () => {
  const cluster = await activeHere(inGroup('unknownTolerance: 1s'));
  silence(cluster);
  expect(await cluster.a.run('monitor', 'web', ...SHORT)).toMatchObject({ code: 0 });
  expect(await cluster.a.run('monitor', 'web', ...SHORT)).toMatchObject({ code: 20 });
});

it('answers 7 after a deactivation without asking anybody, also for what was kept', async () => {
  const { a, simulator, record } = await activeHere(fileOf(EIP, RECORD));
  await a.run('deactivate', 'web', '--reason', 'move');
  const before = simulator.calls.length;
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7, stderr: '' });
  expect(simulator.calls).toHaveLength(before);
  expect(record('www.example.com')).toEqual(['10.0.1.10']);
  await a.run('activate', 'web');
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('answers 7 as soon as one required resource is certainly elsewhere, though another cannot be told', async () => {
  const cluster = await newCluster(fileOf(EIP, RECORD));
  const { a, b } = cluster;
  await a.run('activate', 'web');
  silence(cluster);
  const ended = await b.run('monitor', 'web');
  expect(ended.code).toBe(7);
});

it('does not ask for what is not required', async () => {
  const { a, simulator } = await newCluster(fileOf(EIP, plus(RECORD, 'required: false')));
  simulator.faults.add({ kind: 'deny', action: 'ChangeResourceRecordSets' });
  expect(await a.run('activate', 'web')).toMatchObject({ code: 23 });
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('looks again, after one second and two, before it believes that the address was lost', async () => {
  const { a, b, simulator, calls } = await activeHere();
  await b.run('activate', 'web');
  const before = calls(a).length;
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  expect(calls(a).slice(before)).toHaveLength(3);
  await a.run('activate', 'web');
  simulator.faults.add({ kind: 'stale', ms: 60_000, action: 'DescribeAddresses', times: 1 });
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('never writes', async () => {
  const { a, b, writes } = await activeHere(fileOf(EIP, RECORD));
  const before = writes().length;
  await Promise.all([a.run('monitor', 'web'), b.run('monitor', 'web'), a.run('status'), b.run('status', 'web')]);
  expect(writes()).toHaveLength(before);
});

it('ends within its time-out, whatever is silent', async () => {
  const cluster = await activeHere(fileOf(EIP, RECORD));
  silence(cluster);
  silence(cluster, 'route53');
  const ended = await cluster.a.run('monitor', 'web', '--timeout', '1s');
  expect(ended.code).toBe(0);
});
