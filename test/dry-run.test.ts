import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ALLOCATION, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

const BOTH = fileOf(EIP, RECORD);

it('prints each write of an activation in order, with before, after and the permission it needs', async () => {
  const { a, b } = await newCluster(BOTH);
  await a.run('activate', 'web');
  const { code, stdout, stderr } = await b.run('activate', 'web', '--dry-run');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')).toEqual([
    'Plan: activate web on web-2 (this node); nothing is written.',
    '',
    '  ~ public-address  203.0.113.50: i-0123456789abcdefa (no node) -> web-2',
    `      associate ${ALLOCATION} with eni-0123456789abcdefb/10.0.1.11`,
    '      needs ec2:AssociateAddress',
    '  ~ www             www.example.com A: 10.0.1.10 (no node) -> web-2',
    '      www.example.com A: 10.0.1.10 -> 10.0.1.11',
    '      needs route53:ChangeResourceRecordSets',
    '',
    '2 writes: 0 taken, 2 taken over, 0 released; 0 unchanged. Loses: i-0123456789abcdefa (no node), 10.0.1.10 (no node).',
    'Not tried: route53:ChangeResourceRecordSets; only a write can.',
    '',
  ]);
});

it('prints the release of a deactivation, and what is kept', async () => {
  const { a, holder } = await newCluster(BOTH);
  await a.run('activate', 'web');
  const { code, stdout } = await a.run('deactivate', 'web', '--dry-run');
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'Plan: deactivate web on web-1 (this node), reason stop; nothing is written.',
    '',
    '  - public-address  203.0.113.50: web-1 -> nobody',
    expect.stringMatching(/^ {6}disassociate eipassoc-\w+$/),
    '      needs ec2:DisassociateAddress',
    '  = www             www.example.com A: kept at web-1',
    '',
    '1 write: 0 taken, 0 taken over, 1 released; 1 unchanged.',
    '',
  ]);
  expect(holder()).toBe('web-1');
});

it('makes no write, takes no lock and keeps no journal and no state record', async () => {
  const { a, writes } = await newCluster(BOTH);
  expect(await a.run('activate', 'web', '--dry-run')).toMatchObject({ code: 0 });
  expect(await a.run('deactivate', 'web', '--dry-run')).toMatchObject({ code: 0 });
  expect(writes()).toHaveLength(0);
  expect(await readdir(a.state).catch(() => [])).toEqual([]);
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
});

it('changes neither journal nor state record of a node that is active, and waits for no lock', async () => {
  const { a, writes, hold } = await newCluster(BOTH);
  await a.run('activate', 'web');
  const journal = await a.journal();
  await a.run('deactivate', 'web', '--dry-run');
  expect(await a.journal()).toEqual(journal);
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
  const before = writes().length;
  const { sent, letGo } = hold('DisassociateAddress');
  const running = a.start('deactivate', 'web');
  await sent;
  expect(await a.run('activate', 'web', '--dry-run')).toMatchObject({ code: 0 });
  letGo();
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(writes()).toHaveLength(before + 1);
});

it('marks each write as planned in the document', async () => {
  const { a } = await newCluster(BOTH);
  expect(documentOf(await a.run('activate', 'web', '--dry-run', '--json'))).toMatchObject({
    dryRun: true,
    outcome: 'done',
    resources: [
      { after: { state: 'active' }, writes: [{ action: 'ec2:AssociateAddress', outcome: 'planned', requestId: null }] },
      { writes: [{ action: 'route53:ChangeResourceRecordSets', outcome: 'planned' }] },
    ],
  });
});

it('has nothing to do where all is in place', async () => {
  const { a } = await newCluster();
  await a.run('activate', 'web');
  const { stdout } = await a.run('activate', 'web', '--dry-run');
  expect(stdout).toMatch(/^web is active on .* \(this node\) already: nothing to do\.\n$/);
});

it('ends in the code of what prevents the plan', async () => {
  const cluster = await newCluster();
  const { a, b, simulator, rewrite, writes } = cluster;
  const remove = simulator.faults.add({ kind: 'deny', action: 'DescribeAddresses' });
  expect(await a.run('activate', 'web', '--dry-run')).toMatchObject({ code: 22 });
  remove();
  expect(await a.run('activate', 'wbe', '--dry-run')).toMatchObject({ code: 2 });
  await a.run('activate', 'web');
  const before = writes().length;
  await rewrite(fileOf(plus(EIP, 'takeover: if-free')));
  expect(await b.run('activate', 'web', '--dry-run')).toMatchObject({ code: 21 });
  await rewrite(fileOf(EIP.replace('abcdef0', 'abcdef1')));
  expect(await b.run('activate', 'web', '--dry-run')).toMatchObject({ code: 1 });
  simulator.faults.add({ kind: 'throttle', service: 'ec2' });
  expect(await b.run('activate', 'web', '--dry-run', '--timeout', '1s')).toMatchObject({ code: 20 });
  expect(writes()).toHaveLength(before);
});

it('asks EC2 what the write would meet, changing nothing, and ends in its code', async () => {
  const { a, b, simulator, address, rewrite, writes, calls } = await newCluster(BOTH);
  await a.run('activate', 'web');
  const before = writes().length;
  const deny = simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  const denied = documentOf(await b.run('activate', 'web', '--dry-run', '--json'));
  expect(denied).toMatchObject({ exitCode: 22, error: { code: 'AWS_DENIED', resource: 'public-address' } });
  expect(denied.error?.message).toBe(
    'cannot take 203.0.113.50, AWS denies ec2:AssociateAddress to the role kirikae-node',
  );
  deny();
  address.isForeign = true;
  expect(await b.run('activate', 'web', '--dry-run')).toMatchObject({ code: 21 });
  address.isForeign = false;
  await rewrite(fileOf('{ name: floating, type: aws/private-ip, address: 10.7.0.1 }'));
  expect(documentOf(await b.run('activate', 'web', '--dry-run', '--json'))).toMatchObject({
    exitCode: 1,
    error: { code: 'PRIVATE_IP_OUTSIDE' },
  });
  expect(writes()).toHaveLength(before);
  expect(calls(b).filter(({ dryRun }) => dryRun)).toHaveLength(2);
});

it('asks for every route, and for the release of an address', async () => {
  const { a, simulator, rewrite, calls, writes } = await newCluster();
  const { id } = simulator.addRouteTable();
  await a.run('activate', 'web');
  expect(await a.run('deactivate', 'web', '--dry-run')).toMatchObject({ code: 0 });
  expect(calls().at(-1)).toMatchObject({ action: 'DisassociateAddress', dryRun: true, error: 'DryRunOperation' });
  const before = writes().length;
  const route = `{ name: r, type: aws/route-table, destination: 10.9.0.1/32, routeTableIds: [${id}], create: true }`;
  await rewrite(fileOf(route));
  expect(await a.run('activate', 'web', '--dry-run')).toMatchObject({ code: 0 });
  simulator.faults.add({ kind: 'deny', action: 'CreateRoute' });
  expect(await a.run('activate', 'web', '--dry-run')).toMatchObject({ code: 22 });
  expect(writes()).toHaveLength(before);
});

it('says of what nothing could ask that it was not tried', async () => {
  const { a } = await newCluster(BOTH);
  const { notTried } = documentOf(await a.run('activate', 'web', '--dry-run', '--json'));
  expect(notTried).toEqual([
    { resource: 'www', action: 'route53:ChangeResourceRecordSets', why: 'only the write itself can tell' },
  ]);
  expect(documentOf(await a.run('activate', 'web', '--json'))).not.toHaveProperty('notTried');
});
