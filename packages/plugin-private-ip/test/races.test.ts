import type { Simulator } from '@kirikae/simulator';
import { describe, expect, test, vi } from 'vitest';
import { twoNodes } from './two-nodes.ts';
import { interfaceOf, V4, V6 } from './world.ts';

const isAssign = (action: string) => action.startsWith('Assign');
const isUnassign = (action: string) => action.startsWith('Unassign');

/** The moment right after A's write was answered: before its next look. */
function afterWriteOfA({ asked, beforeCallOfA }: Awaited<ReturnType<typeof twoNodes>>, happening: () => unknown): void {
  beforeCallOfA((action) => action.startsWith('Describe') && asked('a').some(({ write }) => write), happening);
}

/** Handles no assignment before both nodes have asked for theirs. */
function meet({ onCall }: Simulator): void {
  const arrived = new Set<string | null>();
  onCall(async ({ action, caller }) => {
    if (!isAssign(action)) return;
    arrived.add(caller);
    await vi.waitUntil(() => arrived.size === 2, { interval: 1, timeout: 4_000 });
  });
}

describe('the move is asynchronous', () => {
  test.each([V4, V6])('and activate waits until %s is listed here, without a second write', async (address) => {
    const { a, b, nodeB, simulator, asked, holders } = await twoNodes({ config: { address } });
    await a.activate();
    simulator.world.addressMoveMs = 2_500;
    expect(await b.activate()).toMatchObject({ exitCode: 0, resources: [{ after: { state: 'active' } }] });
    expect(asked('b').filter(({ action }) => isAssign(action))).toHaveLength(1);
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('and an address that never arrives is no success', async () => {
    const { a, b, simulator } = await twoNodes();
    await b.activate();
    simulator.world.addressMoveMs = 60_000;
    expect(await a.activate({ timeout: 4_000 })).toMatchObject({ exitCode: 20, error: { code: 'STALE_READ' } });
  });

  test('and one that is listed at both interfaces for a while is not here yet', async () => {
    const world = await twoNodes();
    const { a, b, nodeA, nodeB, simulator, holders } = world;
    await b.activate();
    afterWriteOfA(world, () => {
      const old = simulator.world.interfaces.find(({ id }) => id === interfaceOf(nodeB));
      old?.privateIpv4s.push(V4);
      setTimeout(() => old?.privateIpv4s.pop(), 700);
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });
});

describe('two nodes', () => {
  test.each([V4, V6])(
    'that take %s one after the other: the first tells a lost race (21), without a second write',
    async (address) => {
      const world = await twoNodes({ config: { address } });
      const { a, b, nodeB, asked, holders } = world;
      afterWriteOfA(world, () => b.activate());
      const { exitCode, error } = await a.activate();
      expect(exitCode).toBe(21);
      expect(error).toMatchObject({ code: 'RACE_LOST' });
      expect(error?.message).toContain(nodeB.instanceId);
      expect(asked('a').filter(({ write }) => write)).toHaveLength(1);
      expect(holders()).toEqual([interfaceOf(nodeB)]);
    },
  );

  test.each([V4, V6])('that take %s at the same time never both end in 0', async (address) => {
    const { a, b, nodeA, nodeB, holders, simulator } = await twoNodes({ config: { address } });
    meet(simulator);
    const ends = await Promise.all([a.activate(), b.activate()]);
    const winners = [nodeA, nodeB].filter((_, n) => ends[n]?.exitCode === 0).map(interfaceOf);
    expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 21]);
    expect(holders()).toEqual(winners);
  });

  test.each([
    [V6, 'always', 'RACE_LOST'],
    [V6, 'if-free', 'AWS_CONFLICT'],
    [V4, 'if-free', 'AWS_CONFLICT'],
  ])(
    'that take %s (%s), which comes late, at the same time: the one that is refused ends in 21',
    async (address, takeover, code) => {
      const { a, b, simulator } = await twoNodes({ config: { address, takeover } });
      simulator.world.addressMoveMs = 800;
      meet(simulator);
      const ends = await Promise.all([a.activate(), b.activate()]);
      expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 21]);
      expect(ends.find(({ exitCode }) => exitCode === 21)?.error?.code).toBe(code);
    },
  );

  test('that free an IPv6 address for themselves: the one whose assignment is refused has lost (21)', async () => {
    const { a, b, nodeB, simulator, beforeCallOfA, holders } = await twoNodes({ config: { address: V6 } });
    const { interfaces } = await simulator.addNode({ name: 'c' });
    interfaces[0]?.ipv6s.push(V6);
    beforeCallOfA(isAssign, () => b.activate());
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });
});

describe('stale looks', () => {
  test('after the write do not mislead it', async () => {
    const world = await twoNodes();
    const { a, b, nodeA, asked, holders, simulator } = world;
    await b.activate();
    afterWriteOfA(world, () =>
      simulator.faults.add({ kind: 'stale', ms: 60_000, caller: 'a', action: 'Describe*', times: 2 }),
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(simulator.faults.injected.stale).toBe(2);
    expect(asked('a').filter(({ write }) => write)).toHaveLength(1);
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });

  test('do not make a stop right after a start leave the address behind', async () => {
    const { a, simulator, holders } = await twoNodes();
    await a.activate();
    simulator.faults.add({ kind: 'stale', ms: 60_000, action: 'Describe*', times: 1 });
    expect(await a.deactivate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(simulator.faults.injected.stale).toBe(1);
    expect(holders()).toEqual([]);
  });
});

describe('a write without an answer', () => {
  test.each([V4, V6])('is found out by looking when it took effect (%s)', async (address) => {
    const { a, simulator, asked } = await twoNodes({ config: { address } });
    simulator.faults.add({ kind: 'lostResponse', action: 'Assign*', times: 1 });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ outcome: 'done', after: { state: 'active' }, writes: [{ outcome: 'unknown' }] }],
    });
    expect(asked('a').filter(({ write }) => write)).toHaveLength(1);
  });

  test('is found out for the first half of an IPv6 takeover too', async () => {
    const { a, b, nodeB, simulator, asked, holders } = await twoNodes({ config: { address: V6 } });
    await a.activate();
    simulator.faults.add({ kind: 'lostResponse', action: 'Unassign*', times: 1 });
    expect(await b.activate()).toMatchObject({ exitCode: 0 });
    expect(asked('b').filter(({ action }) => isUnassign(action))).toHaveLength(1);
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('of a release is found out by looking too', async () => {
    const { a, simulator, asked, holders } = await twoNodes();
    await a.activate();
    simulator.faults.add({ kind: 'lostResponse', action: 'Unassign*', times: 1 });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(asked('a').filter(({ action }) => isUnassign(action))).toHaveLength(1);
    expect(holders()).toEqual([]);
  });
});

test.each([V4, V6])('a node whose way to EC2 is lost believes the metadata service that lists %s', async (address) => {
  const { a, beforeCallOfA, trouble } = await twoNodes({ config: { address } });
  beforeCallOfA(isAssign, () => void setTimeout(() => trouble?.unreachable(), 0));
  expect(await a.activate({ timeout: 10_000 })).toMatchObject({
    exitCode: 0,
    resources: [{ after: { state: 'active', detail: 'seen by this node itself' } }],
  });
});

describe('takeover: if-free', () => {
  const config = { takeover: 'if-free' };

  test.each([V4, V6])('refuses with 21 when another node has %s, and writes nothing', async (address) => {
    const { a, b, nodeB, asked, holders } = await twoNodes({ config: { ...config, address } });
    await b.activate();
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(21);
    expect(error?.message).toContain(`${nodeB.instanceId} holds it`);
    expect(asked('a').some(({ write }) => write)).toBe(false);
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test.each([V4, V6])('refuses with 21 when another node takes %s between the look and the write', async (address) => {
    const { a, b, nodeB, beforeCallOfA, holders } = await twoNodes({ config: { ...config, address } });
    beforeCallOfA(isAssign, () => b.activate());
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'AWS_CONFLICT' } });
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('releases it for every reason, and ends with the cause when it could not', async () => {
    const { a, holders, trouble } = await twoNodes({ config: { ...config, onDeactivate: undefined } });
    await a.activate();
    expect(await a.deactivate({ reason: 'failover' })).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(holders()).toEqual([]);
    await a.activate();
    trouble?.unreachable();
    expect(await a.deactivate()).toMatchObject({ exitCode: 20, tolerated: false });
  });

  test.each(['keep', 'keep-when-moving'])('is exit 2 with onDeactivate: %s', async (onDeactivate) => {
    const { a, asked } = await twoNodes({ config: { ...config, onDeactivate } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain(`must be release, not ${onDeactivate}`);
    expect(asked('a')).toEqual([]);
  });
});
