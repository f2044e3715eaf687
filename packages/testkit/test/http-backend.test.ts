import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { asNode } from '../src/caller.ts';
import { type Harness, httpBackend } from '../src/index.ts';

/** A back end that keeps what it is told, the addresses of it for both nodes, and its troubles. */
async function open() {
  const kept: string[] = [];
  const harness: Harness = await httpBackend({
    handler: ({ method, path, query, body }) => {
      if (path === '/broken') throw new Error('no idea');
      if (method === 'PUT') kept.push(body);
      return path === '/none' ? { status: 404 } : { json: { kept, twice: query.get('twice') } };
    },
    holders: () => [],
    config: (url) => ({ url }),
  });
  onTestFinished(() => harness.close?.());
  const a = String(harness.config['url']);
  const { trouble } = harness;
  if (!trouble) throw new Error('there is no trouble');
  const put = (signal?: AbortSignal) => fetch(a, { method: 'PUT', body: 'x', ...(signal && { signal }) });
  return { kept, harness, a, trouble, put };
}

test('serves the handler, tells the nodes apart, and counts what is not a GET as a write', async () => {
  const { a, harness, put } = await open();
  expect(await asNode('a', async () => (await put()).json())).toEqual({ kept: ['x'], twice: null });
  const byHttp = await asNode('b', () => once(get(`${a}/?twice=yes`), 'response'));
  expect(await json(byHttp[0])).toEqual({ kept: ['x'], twice: 'yes' });
  expect([(await fetch(`${a}/none`)).status, (await fetch(`${a}/broken`)).status]).toEqual([404, 500]);
  expect(harness.calls().slice(0, 2)).toEqual([
    { node: 'a', action: 'http:PUT', write: true },
    { node: 'b', action: 'http:GET', write: false },
  ]);
  expect(harness.calls().at(-1)?.node).toBe('?');
});

test('throttles as often as it was told to, and denies until it is lifted', async () => {
  const { kept, trouble, put } = await open();
  trouble.throttled('http:PUT', 2);
  expect([(await put()).status, (await put()).status, (await put()).status]).toEqual([429, 429, 200]);
  const lift = trouble.denied('http:PUT');
  expect([(await put()).status, (await put()).status]).toEqual([403, 403]);
  lift();
  expect((await put()).status).toBe(200);
  expect(kept).toEqual(['x', 'x']);
});

test('a lost answer is one whose request was carried out; an unreachable back end carries nothing out', async () => {
  const { kept, trouble, put } = await open();
  trouble.lost('http:PUT', 1);
  await expect(put()).rejects.toThrow('fetch failed');
  expect(kept).toEqual(['x']);
  const lift = trouble.unreachable();
  await expect(put()).rejects.toThrow('fetch failed');
  lift();
  expect(kept).toEqual(['x']);
  expect((await put()).status).toBe(200);
});

test('a silent one takes requests and carries none out, for as long as it lasts', async () => {
  const { kept, trouble, harness, put } = await open();
  const lift = trouble.silent();
  const stop = new AbortController();
  const asked = put(stop.signal);
  while (harness.calls().length === 0) await delay(5);
  stop.abort();
  await expect(asked).rejects.toThrow('aborted');
  lift();
  expect((await put()).status).toBe(200);
  expect(kept).toEqual(['x']);
});

test('a request that breaks off in the middle was none, and harms no other', async () => {
  const { a, harness, put } = await open();
  const socket = connect(Number(new URL(a).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');
  await delay(50);
  socket.destroy();
  await delay(50);
  expect((await put()).status).toBe(200);
  expect(harness.calls().length).toBe(1);
});
