import { GetChangeCommand } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';
import { route53Of } from './simulation.ts';

describe('late', () => {
  test('loses the connection at once, and the effect comes later', async () => {
    const { simulator, take, address } = await faulted({ kind: 'late', ms: 80, times: 1 });
    await expect(take()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(address.associationId).toBeNull();
    await simulator.idle();
    expect(address.associationId).toMatch(/^eipassoc-/);
    expect(simulator.calls).toMatchObject([{ action: 'AssociateAddress', status: 0, error: null, fault: 'late' }]);
  });

  test('comes after what was written meanwhile, and takes it back', async () => {
    const { simulator, take, address, first, second } = await faulted({ kind: 'late', ms: 80, times: 1 });
    await expect(take()).rejects.toThrow();
    Object.assign(address, { associationId: 'eipassoc-other', networkInterfaceId: second.interfaces[0]?.id });
    await simulator.idle();
    expect(address.networkInterfaceId).toBe(first.interfaces[0]?.id);
  });

  test('is older for stale reads than the moment of its effect', async () => {
    const { simulator, one, take, clock } = await faulted(
      { kind: 'late', ms: 80, times: 1 },
      { kind: 'stale', ms: 1_000 },
    );
    await expect(take()).rejects.toThrow();
    clock.advance(5_000);
    await simulator.idle();
    clock.advance(999);
    expect((await look(one)).Addresses?.[0]?.AssociationId).toBeUndefined();
    clock.advance(1);
    expect((await look(one)).Addresses?.[0]?.AssociationId).toMatch(/^eipassoc-/);
  });

  test('is a reset for a read, and for a write that would be refused', async () => {
    const { simulator, one, take } = await faulted({ kind: 'late', ms: 10 });
    simulator.world.addresses.length = 0;
    await expect(look(one)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(take()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await simulator.idle();
    expect(simulator.calls.map(({ error }) => error)).toEqual([null, 'InvalidAllocationID.NotFound']);
  });
});

describe('pending', () => {
  test('keeps the changes of the calls in scope PENDING for its time, and no others', async () => {
    const { simulator, change, status, clock } = await changing({ kind: 'pending', ms: 4_000, times: 1 });
    const [slow, quick] = [await change(), await change()];
    expect(await status(slow)).toBe('PENDING');
    expect(await status(quick)).toBe('INSYNC');
    clock.advance(4_000);
    expect(await status(slow)).toBe('INSYNC');
    expect(simulator.faults.injected).toEqual({ pending: 1 });
  });
});

async function changing(...rules: Parameters<typeof faulted>) {
  const all = await faulted(...rules);
  const names = route53Of(all.simulator, all.first);
  const change = async () => (await all.change()).ChangeInfo?.Id;
  const status = async (Id: string | undefined) => (await names.send(new GetChangeCommand({ Id }))).ChangeInfo?.Status;
  return { ...all, change, status };
}
