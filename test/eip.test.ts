import { expect, it } from 'vitest';
import { documentOf, newCluster } from './cluster.ts';

it('moves the address from node to node, writes nothing where it is already there, and takes nothing from the other node', async () => {
  const { a, b, holder, calls, writes } = await newCluster();
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBe('web-1');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBe('web-2');

  const before = writes().length;
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0, stdout: expect.stringContaining('web-2 had it') });
  const [onA, onB] = await Promise.all([a.run('monitor', 'web'), b.run('monitor', 'web')]);
  expect([onA.code, onB.code]).toEqual([7, 0]);
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(writes()).toHaveLength(before);
  expect(holder()).toBe('web-2');

  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBeNull();
  const released = calls().length;
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(
    calls()
      .slice(released)
      .map(({ action }) => action),
  ).toEqual(['DescribeAddresses']);
});

it('takes over with one AssociateAddress, at most two DescribeAddresses and no other call', async () => {
  const { a, b, calls } = await newCluster();
  await a.run('activate', 'web');
  const ended = await b.run('activate', 'web', '--json');
  const actions = calls(b).map(({ action }) => action);
  expect(actions.filter((action) => action === 'AssociateAddress')).toHaveLength(1);
  const looks = actions.filter((action) => action === 'DescribeAddresses');
  expect(looks.length).toBeLessThanOrEqual(2);
  expect(actions).toHaveLength(1 + looks.length);
  expect(documentOf(ended).apiCalls).toEqual({ ec2: actions.length, imds: expect.any(Number) });
});

it('says who held the address before and who holds it now', async () => {
  const { a, b, rewrite, simulator } = await newCluster();
  const nodes = [a, b].map(({ name, simulated }) => `  ${name}: { instanceId: ${simulated.instanceId} }\n`).join('');
  const [address] = simulator.world.addresses;
  await rewrite(
    `version: 1\nnodes:\n${nodes}groups:\n  web:\n    resources:\n      - { type: aws/eip, allocationId: ${address?.allocationId} }\n`,
  );
  await a.run('activate', 'web');
  const [resource] = documentOf(await b.run('activate', 'web', '--json')).resources;
  expect(resource).toMatchObject({
    name: 'eip',
    outcome: 'done',
    before: { state: 'elsewhere', holder: { node: 'web-1', id: a.simulated.instanceId } },
    after: { state: 'active', holder: { node: 'web-2', id: b.simulated.instanceId } },
  });
});

it('sends its run id as part of the user agent, so that a call at AWS can be found in the journal', async () => {
  const { a, calls } = await newCluster();
  const { runId } = documentOf(await a.run('activate', 'web', '--json'));
  expect(calls().map(({ userAgent }) => userAgent)).toSatisfy((agents: string[]) =>
    agents.every((agent) => agent.includes(runId)),
  );
});

it('refuses to take an address that another node holds when the policy is if-free, with 21', async () => {
  const { a, b, rewrite, holder, writes } = await newCluster();
  await a.run('activate', 'web');
  await rewrite(
    'version: 1\ngroups:\n  web:\n    resources:\n      - { type: aws/eip, allocationId: eipalloc-0123456789abcdef0, takeover: if-free }\n',
  );
  const ended = await b.run('activate', 'web');
  expect(ended.code).toBe(21);
  expect(ended.lastLine).toMatch(/^kirikae: AWS_CONFLICT web\/eip: .*i-0123456789abcdefa holds it.*takeover: if-free/);
  expect(writes(b)).toHaveLength(0);
  expect(holder()).toBe('web-1');
});

it('lets one of two nodes that activate at the same time have it, and never both', async () => {
  const { a, b, holder } = await newCluster();
  const ended = await Promise.all([a, b].map((node) => node.run('activate', 'web')));
  const winners = [a, b].filter((_, index) => ended[index]?.code === 0).map(({ name }) => name);
  expect(winners).toContain(holder());
  expect(ended.map(({ code }) => code).filter((code) => code !== 0 && code !== 21)).toEqual([]);
  const [onA, onB] = await Promise.all([a.run('monitor', 'web'), b.run('monitor', 'web')]);
  expect([onA.code, onB.code].sort()).toEqual([0, 7]);
});
