import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, onTestFinished } from 'vitest';
import { aboutService } from '../src/about.ts';
import { ask, clientOptions } from '../src/client.ts';
import { newHost, settings } from './host.ts';

/** The smallest answer of DescribeAddresses. */
export const ANSWER = '<DescribeAddressesResponse><requestId>r</requestId><addressesSet/></DescribeAddressesResponse>';

/** A server on this machine that answers request `n` (from 0) as `handle` says. */
export async function serve(handle: (answer: ServerResponse, n: number, request: IncomingMessage) => unknown) {
  let n = 0;
  const server = createServer((request, answer) => void handle(answer, n++, request)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client as resource types have it, and the number of requests it made; short times. */
export function clientFor(ec2: string, more: Record<string, unknown> = {}, env: Record<string, string> = {}) {
  const host = newHost({ env });
  const fields = settings({ endpoints: { ec2 }, connectTimeout: '1s', requestTimeout: '1s', ...more });
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  const client = new EC2Client({ ...clientOptions('ec2', 'ap-northeast-1', fields, host), credentials });
  const about = { ...aboutService('ec2', fields, host), wanted: 'look', action: 'ec2:DescribeAddresses' };
  const look = (signal = new AbortController().signal) =>
    ask(about, signal, (options) => client.send(new DescribeAddressesCommand({}), options));
  return { look, host };
}

/** Asserts that a look ends with a code, by itself. */
export async function ends(url: string, code: string, reason = '', times: Record<string, string> = {}) {
  const { look } = clientFor(url, times);
  await expect(look()).rejects.toMatchObject({ code, message: expect.stringContaining(reason) });
}

/** A port whose listener never takes a connection, and whose queue is full. */
export async function fullPort(): Promise<number> {
  const code =
    "const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => { require('fs').writeSync(1, String(s.address().port)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); })";
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  return port;
}
