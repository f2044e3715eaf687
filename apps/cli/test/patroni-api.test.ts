import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { askPatroni } from '../src/manager/patroni-api.ts';

/** By whom a callback of this process, as a Patroni, would be called. */
const CALLED = { KIRIKAE_CALLER: ` ${process.pid}::` };

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A place that takes connections and never answers, and how many came. */
async function silent() {
  let connections = 0;
  await listening(
    createServer((socket) => {
      connections += 1;
      onTestFinished(() => void socket.destroy());
    }),
  );
  return { connections: () => connections };
}

it('does not try another way once the time for all is over', async () => {
  const { connections } = await silent();
  await expect(askPatroni(CALLED)).rejects.toMatchObject({ code: 'MANAGER_SILENT' });
  expect(connections()).toBe(1);
});

it('hears the place that answers, whatever else the process listens at', async () => {
  await silent();
  await listening(createHttpServer((_, response) => void response.writeHead(503).end('{"role":"replica"}')));
  expect(await askPatroni(CALLED)).toEqual({ status: 503, role: 'replica' });
});

it('says where it asked and what came of it', async () => {
  const KIRIKAE_PATRONI_URL = 'http://127.0.0.1:1';
  await expect(askPatroni({ KIRIKAE_PATRONI_URL })).rejects.toThrow('(http://127.0.0.1:1: ECONNREFUSED)');
});
