import { AssociateAddressCommand, DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';
import { ec2Of, interfaceOf } from './simulation.ts';

/** True if a look gets an answer within a moment. */
const answers = (client: ReturnType<typeof ec2Of>) =>
  look(client).then(
    () => true,
    () => false,
  );

describe('egress', () => {
  test('cuts off the node that takes the address, the answer of the very call included', async () => {
    const { simulator, take, address, first } = await faulted({ kind: 'egress', ms: 1_000 });
    await expect(take()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(address.networkInterfaceId).toBe(interfaceOf(first));
    expect(simulator.calls).toMatchObject([{ action: 'AssociateAddress', status: 0, fault: 'egress' }]);
  });

  test('answers no request of that node until its time is over; other nodes and the metadata service answer', async () => {
    const { simulator, take, first, one, two, clock } = await faulted({ kind: 'egress', ms: 1_000 });
    await expect(take()).rejects.toThrow();
    await expect(
      one.send(new DescribeAddressesCommand({}), { abortSignal: AbortSignal.timeout(100) }),
    ).rejects.toThrow();
    expect(simulator.calls.at(-1)).toMatchObject({ status: 0, fault: 'egress' });
    expect((await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT' })).status).toBe(400);
    expect(await answers(two)).toBe(true);
    clock.advance(1_000);
    expect(await answers(one)).toBe(true);
  });

  test('cuts off the node that loses the address, on its open connections', async () => {
    const { simulator, first, second, two, address } = await faulted();
    Object.assign(address, {
      associationId: 'eipassoc-old',
      networkInterfaceId: interfaceOf(first),
      privateIp: first.interfaces[0]?.privateIpv4s[0],
    });
    simulator.faults.add({ kind: 'egress', ms: Number.POSITIVE_INFINITY, caller: 'first' });
    simulator.faults.add({ kind: 'latency', ms: 60_000, caller: 'first' });
    const open = look(ec2Of(simulator, first));
    const lost = expect(open).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => simulator.calls.length).toBe(1);
    const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(second), AllowReassociation: true };
    await two.send(new AssociateAddressCommand(seat));
    await lost;
  });

  test('is over when the rule is removed or all are cleared', async () => {
    const { simulator, take, one, address } = await faulted();
    const remove = simulator.faults.add({ kind: 'egress', ms: Number.POSITIVE_INFINITY });
    await expect(take()).rejects.toThrow();
    remove();
    expect(await answers(one)).toBe(true);
    simulator.faults.add({ kind: 'egress', ms: Number.POSITIVE_INFINITY, times: 1 });
    address.associationId = address.networkInterfaceId = address.privateIp = null;
    await expect(take()).rejects.toThrow();
    simulator.faults.clear();
    expect(await answers(one)).toBe(true);
  });

  test('lets a write alone that moves no public address', async () => {
    const { simulator, change } = await faulted({ kind: 'egress', ms: 1_000 });
    await change();
    expect(simulator.faults.injected).toEqual({});
  });
});
