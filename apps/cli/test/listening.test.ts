import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { listeningOf } from '../src/manager/listening.ts';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::1', '[0000:0000:0000:0000:0000:0000:0000:0001]'],
  ['::', '[::1]'],
])('finds what this process listens on at %s, and nothing once it does no longer', async (host, told) => {
  const server = createServer().listen(0, host);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const place = `${told}:${(server.address() as AddressInfo).port}`;
  expect(await listeningOf(process.pid)).toContain(place);
  server.close();
  await once(server, 'close');
  expect(await listeningOf(process.pid)).not.toContain(place);
});

it('finds nothing of a process that is not there', async () => {
  expect(await listeningOf(4_194_999)).toEqual([]);
});
