import { expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';
import { ec2Of } from './simulation.ts';

test('unreachable, reset: the request waits its latency and is cut off without an effect', async () => {
  const { simulator, take, address } = await faulted({ kind: 'unreachable', how: 'reset' }, { kind: 'latency', ms: 1 });
  await expect(take()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(address.associationId).toBeNull();
  expect(simulator.faults.injected).toEqual({ unreachable: 1, latency: 1 });
});

test('unreachable, refuse: the request is cut off before anything else happens to it', async () => {
  const { simulator, one } = await faulted({ kind: 'unreachable', how: 'refuse' }, { kind: 'latency', ms: 1 });
  await expect(look(one)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(simulator.faults.injected).toEqual({ unreachable: 1 });
});

test('the API refuses connections when stopped, and is at the same port when started again', async () => {
  const { simulator, one, first } = await faulted();
  await look(one);
  await simulator.stopApi();
  await expect(look(ec2Of(simulator, first))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await simulator.startApi();
  await look(ec2Of(simulator, first));
});
