import { expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';

/** Sends, and goes away when the simulator kills the node: as the node's process does. */
async function killed(when: 'before' | 'after') {
  const all = await faulted({ kind: 'kill', when, action: 'AssociateAddress', times: 1 });
  const dead: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  all.simulator.onKill((caller) => {
    dead.push(caller);
    resolve();
  });
  const sent = all.take().then(
    () => 'answered',
    () => 'lost',
  );
  await promise;
  await all.simulator.idle();
  return { ...all, dead, sent };
}

test('kill before: the node dies, and there is no effect and no answer', async () => {
  const { dead, address, simulator, sent } = await killed('before');
  expect(dead).toEqual(['first']);
  expect(address.associationId).toBeNull();
  expect(simulator.calls).toMatchObject([{ status: 0, fault: 'kill' }]);
  await simulator.stopApi();
  expect(await sent).toBe('lost');
});

test('kill after: the effect happens, the node dies, and there is no answer', async () => {
  const { dead, address, simulator, sent } = await killed('after');
  expect(dead).toEqual(['first']);
  expect(address.associationId).not.toBeNull();
  expect(simulator.calls).toMatchObject([{ status: 0, fault: 'kill' }]);
  await simulator.stopApi();
  expect(await sent).toBe('lost');
});

test('kill without anybody who could is told, not passed over', async () => {
  const { one } = await faulted({ kind: 'kill', when: 'before' });
  await expect(look(one)).rejects.toMatchObject({
    name: 'SimulatorDefect',
    message: expect.stringContaining("nobody can kill 'first'"),
  });
});
