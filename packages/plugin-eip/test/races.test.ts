import { describe, expect, test } from 'vitest';
import { interfaceOf, twoNodes } from './two-nodes.ts';

const associate = (action: string) => action === 'AssociateAddress';

/** The moment right after A's write was answered: before its next look. */
function afterWriteOfA({ asked, beforeCallOfA }: Awaited<ReturnType<typeof twoNodes>>, happening: () => unknown): void {
  beforeCallOfA((action) => action === 'DescribeAddresses' && asked('a').some(({ write }) => write), happening);
}

describe('after the write', () => {
  test('tells a lost race (21) when B takes it between the write and the look, and writes no second time', async () => {
    const world = await twoNodes();
    const { a, b, nodeA, nodeB, asked, holder } = world;
    afterWriteOfA(world, async () => {
      await nodeA.stopMetadata(); // it would tell A, on a machine on which B is slow, that A had it first
      await b.activate();
    });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(21);
    expect(error).toMatchObject({ code: 'RACE_LOST' });
    expect(error?.message).toContain(nodeB.instanceId);
    expect(asked('a').filter(({ write }) => write)).toHaveLength(1);
    expect(holder()).toBe(interfaceOf(nodeB));
  });

  test('is not misled by looks that show the state before its write', async () => {
    const world = await twoNodes();
    const { a, b, nodeA, asked, holder, simulator } = world;
    await b.activate();
    await new Promise((resolve) => setTimeout(resolve, 700));
    afterWriteOfA(world, () => simulator.faults.add({ kind: 'stale', ms: 600, caller: 'a', times: 2 }));
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(simulator.faults.injected.stale).toBe(2);
    expect(asked('a').filter(({ write }) => write)).toHaveLength(1);
    expect(holder()).toBe(interfaceOf(nodeA));
  });
});

test('a stop right after a start is not misled by a look that shows the state before it', async () => {
  const { a, simulator, holder } = await twoNodes();
  await a.activate();
  simulator.faults.add({ kind: 'stale', ms: 60_000, action: 'DescribeAddresses', times: 1 });
  expect(await a.deactivate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
  expect(simulator.faults.injected.stale).toBe(1);
  expect(holder()).toBeNull();
});

describe('a write without an answer', () => {
  test('is found out by looking when it took effect', async () => {
    const { a, simulator, asked } = await twoNodes();
    simulator.faults.add({ kind: 'lostResponse', action: 'AssociateAddress', times: 1 });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ outcome: 'done', after: { state: 'active' }, writes: [{ outcome: 'unknown' }] }],
    });
    expect(asked('a').filter(({ write }) => write)).toHaveLength(1);
  });

  test('is sent again when no look showed an effect for 5 s', async () => {
    const { a, simulator, asked } = await twoNodes();
    simulator.faults.add({ kind: 'unreachable', how: 'refuse', action: 'AssociateAddress', times: 1 });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ writes: [{ outcome: 'unknown' }, { outcome: 'done' }] }],
    });
    const [first, second] = asked('a').filter(({ write }) => write);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(3_000); // the first may have been long on its way
  });

  test('of a release is found out by looking too', async () => {
    const { a, simulator, asked, holder } = await twoNodes();
    await a.activate();
    simulator.faults.add({ kind: 'lostResponse', action: 'DisassociateAddress', times: 1 });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(asked('a').filter(({ action }) => action === 'DisassociateAddress')).toHaveLength(1);
    expect(holder()).toBeNull();
  });
});

describe('a node whose way out went with the address', () => {
  test('believes the metadata service that lists the address at its interface', async () => {
    const { a, beforeCallOfA, trouble } = await twoNodes();
    beforeCallOfA(associate, () => void setTimeout(() => trouble?.unreachable(), 0));
    expect(await a.activate({ timeout: 10_000 })).toMatchObject({
      exitCode: 0,
      resources: [{ after: { state: 'active', detail: 'seen by this node itself' } }],
    });
  });

  test('ends in 23 with the id of the answer when nothing can be read back', async () => {
    const world = await twoNodes();
    const { a, address, nodeA, trouble } = world;
    afterWriteOfA(world, async () => {
      trouble?.unreachable();
      await nodeA.stopMetadata();
    });
    const { exitCode, error } = await a.activate({ timeout: 4_000 });
    expect(exitCode).toBe(23);
    expect(error).toMatchObject({ code: 'READ_BACK' });
    expect(error?.message).toContain(address.associationId);
  });
});
