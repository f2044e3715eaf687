import { request } from 'node:http';
import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../src/index.ts';
import { faulted, look } from './faulted.ts';

/** Reads an answer until `limit` bytes, then goes away; how many bytes came, and whether it was the end. */
async function download(rule: Omit<Extract<FaultRule, { kind: 'garbage' }>, 'kind'>, limit: number) {
  const { simulator } = await faulted({ kind: 'garbage', ...rule });
  return new Promise<{ size: number; ended: boolean; headers: Record<string, unknown>; start: string }>((resolve) => {
    request(simulator.url, { method: 'POST' }, (answer) => {
      let size = 0;
      let start = '';
      const end = (ended: boolean) => resolve({ size, ended, headers: answer.headers, start });
      answer.on('data', (part: Buffer) => {
        if (size === 0) start = part.toString('utf8', 0, 40);
        size += part.length;
        if (size >= limit) {
          end(false);
          answer.destroy();
        }
      });
      answer.on('end', () => end(true));
    }).end();
  });
}

describe('garbage', () => {
  test('of a size is streamed to its last byte', async () => {
    const { size, ended, start } = await download({ body: '<a>', size: 3_000_001 }, 1e9);
    expect([size, ended]).toEqual([3_000_001, true]);
    expect(start).toMatch(/^<a>/);
  });

  test('without end goes on until the client goes away, and is not held in memory', async () => {
    const before = process.memoryUsage().rss;
    const { size, ended } = await download({ endless: true }, 300_000_000);
    expect(size).toBeGreaterThanOrEqual(300_000_000);
    expect(ended).toBe(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  test('comes drop by drop', async () => {
    const { size } = await download({ body: '<a></a>', dripMs: 5 }, 1e9);
    expect(size).toBe(7);
  });

  test('compressed is small on its way', async () => {
    const { size, headers } = await download({ size: 50_000_000, gzip: true }, 1e9);
    expect(headers['content-encoding']).toBe('gzip');
    expect(size).toBeLessThan(500_000);
  });

  test('find and put change the true answer, after the effect', async () => {
    const { simulator, take, address } = await faulted({ kind: 'garbage', find: '</associationId>', times: 1 });
    await expect(take()).rejects.toThrow(/mismatched tags/);
    expect(address).toMatchObject({ associationId: expect.any(String) });
    expect(simulator.faults.injected).toEqual({ garbage: 1 });
  });

  test('truncated is the true answer cut in the middle, after the effect', async () => {
    const { simulator, take, address } = await faulted({ kind: 'garbage', truncated: true, times: 1 });
    await expect(take()).rejects.toThrow();
    expect(address.associationId).not.toBeNull();
    expect(simulator.calls).toMatchObject([{ status: 200, fault: 'garbage' }]);
  });

  test('of one call leaves the next alone', async () => {
    const { one } = await faulted({ kind: 'garbage', endless: true, times: 1 });
    const given = one.send(new DescribeAddressesCommand({}), { abortSignal: AbortSignal.timeout(100) });
    await expect(given).rejects.toThrow();
    await look(one);
  });
});
