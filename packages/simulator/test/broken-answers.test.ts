import { AssociateAddressCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';
import { interfaceOf } from './simulation.ts';

describe('unreachable', () => {
  test('refused: the socket is destroyed before any effect', async () => {
    const { simulator, take, address } = await faulted({ kind: 'unreachable', how: 'refuse' });
    await expect(take()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(address.associationId).toBeNull();
    expect(simulator.calls).toMatchObject([
      { action: 'AssociateAddress', status: 0, error: null, fault: 'unreachable' },
    ]);
  });

  test('silent: there is no answer and no effect', async () => {
    const { simulator, one, first, address } = await faulted({ kind: 'unreachable', how: 'silent' });
    const command = new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(first) });
    const client = new AbortController();
    simulator.onCall(() => void setTimeout(() => client.abort(), 100));
    await expect(one.send(command, { abortSignal: client.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(address.associationId).toBeNull();
    expect(simulator.calls).toMatchObject([{ status: 0, fault: 'unreachable' }]);
  });

  test('silent on the metadata port', async () => {
    const { first } = await faulted({ kind: 'unreachable', how: 'silent', service: 'imds' });
    const asked = fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT', signal: AbortSignal.timeout(100) });
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

test('expired is RequestExpired (400) from EC2 and ExpiredToken (403) from Route 53', async () => {
  const { one, two, zone } = await faulted({ kind: 'expired', caller: 'first' });
  await expect(look(one)).rejects.toMatchObject({ name: 'RequestExpired', $metadata: { httpStatusCode: 400 } });
  await expect(zone()).rejects.toMatchObject({ name: 'ExpiredToken', $metadata: { httpStatusCode: 403 } });
  await look(two);
});

test('garbage answers 200 with a page that is not from AWS', async () => {
  const { simulator } = await faulted({ kind: 'garbage', body: '<h1>Sign in</h1>', contentType: 'text/html' });
  const answer = await fetch(`${simulator.url}/2013-04-01/hostedzone/Z1`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(await answer.text()).toBe('<h1>Sign in</h1>');
});

test('priorRequest is PriorRequestNotComplete (400) for a change, and hits nothing else', async () => {
  const { change, zone, records } = await faulted({ kind: 'priorRequest' });
  await expect(change()).rejects.toMatchObject({ name: 'PriorRequestNotComplete', $metadata: { httpStatusCode: 400 } });
  await zone();
  expect(await records()).toBe(2);
});

test('lostResponse: the effect happens, the answer does not come', async () => {
  const { simulator, take, address } = await faulted({ kind: 'lostResponse', times: 1 });
  await expect(take()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(address.associationId).not.toBeNull();
  expect(simulator.calls).toMatchObject([
    { action: 'AssociateAddress', status: 0, error: null, fault: 'lostResponse' },
  ]);
  await take();
});

describe('stale', () => {
  test('shows the world as it was until the time has passed', async () => {
    const { one, take, change, records, clock } = await faulted({ kind: 'stale', ms: 5_000 });
    await take();
    await change();
    expect((await look(one)).Addresses?.[0]?.AssociationId).toBeUndefined();
    expect(await records()).toBe(2);
    clock.advance(5_000);
    expect((await look(one)).Addresses?.[0]?.AssociationId).toMatch(/^eipassoc-/);
    expect(await records()).toBe(3);
  });

  test('does not count before anything was written', async () => {
    const { simulator, one } = await faulted({ kind: 'stale', ms: 5_000, times: 1 });
    await look(one);
    expect(simulator.faults.injected).toEqual({});
  });
});
