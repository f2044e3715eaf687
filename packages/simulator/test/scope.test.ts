import { describe, expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';

describe('an action that ends in *', () => {
  test('hits all that begin so, and nothing else', async () => {
    const { first } = await faulted({
      kind: 'error',
      status: 404,
      service: 'imds',
      action: 'GET /latest/meta-data/network/*',
    });
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
    const token = await (await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT', headers })).text();
    const status = async (path: string) =>
      (await fetch(`${first.imdsUrl}/latest/meta-data/${path}`, { headers: { 'x-aws-ec2-metadata-token': token } }))
        .status;
    expect(await status('network/interfaces/macs/')).toBe(404);
    expect(await status('instance-id')).toBe(200);
  });
});

describe('the metadata service', () => {
  test.each([401, 403, 404, 503])('can be made to answer %i', async (status) => {
    const { first, simulator } = await faulted({ kind: 'error', status, service: 'imds', times: 1 });
    const answer = await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT' });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(`<title>${status} - `);
    expect(simulator.faults.injected).toEqual({ error: 1 });
  });

  test('can be slow', async () => {
    const { first, simulator } = await faulted({ kind: 'latency', ms: 50, service: 'imds' });
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
    expect((await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT', headers })).status).toBe(200);
    expect(simulator.faults.injected).toEqual({ latency: 1 });
  });
});

describe('bucket', () => {
  test('throttles when it is empty, and is refilled by the clock', async () => {
    const { one, clock, simulator } = await faulted({ kind: 'bucket', burst: 2, perSecond: 0.5 });
    await look(one);
    await look(one);
    await expect(look(one)).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    clock.advance(1_999);
    await expect(look(one)).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    clock.advance(1);
    await look(one);
    await expect(look(one)).rejects.toThrow();
    expect(simulator.faults.injected).toEqual({ bucket: 3 });
  });

  test('holds no more than its burst, and only calls in its scope take from it', async () => {
    const { one, two, clock } = await faulted({ kind: 'bucket', burst: 1, perSecond: 1, caller: 'first' });
    clock.advance(60_000);
    await look(two);
    await look(one);
    await expect(look(one)).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    await look(two);
  });
});
