import type { Address } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { Resolved } from '../src/resolved.ts';
import { statusOf } from '../src/status.ts';
import { interfaceOf, twoNodes } from './two-nodes.ts';

/** The other Elastic IP, at node A's own private address. */
async function withAnother(metadata: boolean) {
  const world = await twoNodes({ listed: !metadata, ...(!metadata && { config: { metadata: 'off' } }) });
  const other = world.simulator.addAddress({ allocationId: 'eipalloc-0123456789abcdef9', publicIp: '203.0.113.99' });
  const [own] = world.nodeA.interfaces;
  const [privateIp = ''] = own?.privateIpv4s ?? [];
  Object.assign(other, { associationId: 'eipassoc-9', networkInterfaceId: interfaceOf(world.nodeA), privateIp });
  return { ...world, other, place: `${interfaceOf(world.nodeA)}/${privateIp}` };
}

describe('another Elastic IP that loses its place', () => {
  test.each([true, false])('is said in the plan and in the result (metadata: %s)', async (metadata) => {
    const { a, other, place } = await withAnother(metadata);
    const lost = '203.0.113.99 (eipalloc-0123456789abcdef9)';
    const summary = expect.stringMatching(new RegExp(`with ${place} in place of ${lost.replace(/[().]/g, '.')}$`));
    const warned = (text: string) => [{ code: 'ADVICE', resource: 'eip', message: expect.stringContaining(text) }];
    expect(await a.activate({ dryRun: true })).toMatchObject({
      exitCode: 0,
      resources: [{ writes: [{ summary }] }],
      warnings: warned(`${lost} is at ${place} and will be associated with nothing`),
    });
    expect(other.associationId).not.toBeNull();
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ writes: [{ summary }] }],
      warnings: warned(`${lost} was at ${place} and is associated with nothing`),
    });
    expect(other.associationId).toBeNull();
    expect(await a.activate()).toMatchObject({ exitCode: 0, warnings: [] });
  });

  test('is not the public address that EC2 gave by itself, nor asked for where there is none', async () => {
    const interfaces = [{ privateIpv4s: ['10.0.1.10'], publicIpv4: '198.51.100.1' }];
    const { a, b, actionsOf } = await twoNodes({ interfaces });
    expect(await a.activate()).toMatchObject({ exitCode: 0, warnings: [] });
    const actions = await actionsOf('b', () => b.activate());
    expect(actions).toEqual(['DescribeAddresses', 'AssociateAddress', 'DescribeAddresses']);
  });
});

test.each([
  [{ CarrierIp: '155.146.1.7' }, '155.146.1.7'],
  [{ CustomerOwnedIp: '192.0.2.7' }, '192.0.2.7'],
  [{}, 'eipalloc-1'],
])('an address without a public one of AWS is called by what it has: %j', (known, name) => {
  const resolved = { networkInterfaceId: 'eni-1', privateIp: '10.0.1.10', instanceId: 'i-1' } as Resolved;
  const address: Address = { AllocationId: 'eipalloc-1', ...known };
  expect(statusOf(address, resolved).detail).toBe(`${name} is associated with nothing`);
  const at = { AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-1', PrivateIpAddress: '10.0.1.10' };
  expect(statusOf({ ...address, ...at }, resolved).detail).toBe(`${name} at 10.0.1.10`);
});
