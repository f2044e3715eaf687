import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ANSWER, clientFor, fullPort, serve } from './server.ts';

/** A server that does with each connection what `handle` says; gives its port, and what it was sent. */
async function listen(handle: (socket: Socket, text: string) => unknown) {
  const sent: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    socket.on('data', (data) => {
      sent.push(data.toString('latin1'));
      handle(socket, sent.at(-1) ?? '');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, sent, open: () => sockets.size };
}

const TARGET = 'https://ec2.example.com:8443';

/** A client that goes through a tunnel of the proxy at a port. */
const tunnelled = (port: number, more: Record<string, unknown> = {}, login = '') =>
  clientFor(TARGET, more, { HTTPS_PROXY: `http://${login}127.0.0.1:${port}` });

/** A client whose requests to `http:` the proxy at a port passes on. */
const handed = (port: number, more: Record<string, unknown> = {}) =>
  clientFor('http://ec2.example.com:8080', more, { HTTP_PROXY: `http://user:hunter22@127.0.0.1:${port}` });

/** A proxy that answers in these words. */
const saying = (text: string) => listen((socket) => socket.end(text));
const page = (status: string) => `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\n\r\n<html>hunter22</html>`;

describe('a tunnel', () => {
  test('is asked for by CONNECT, with user and password decoded, and nothing of the request', async () => {
    const { port, sent } = await saying(page('503 No'));
    await expect(tunnelled(port, {}, 'us%20er:p%40ss@').look()).rejects.toThrow();
    expect(sent[0]).toMatch(/^CONNECT ec2\.example\.com:8443 HTTP\/1\.1\r\n/);
    expect(sent[0]).toContain(`Proxy-Authorization: Basic ${Buffer.from('us er:p@ss').toString('base64')}\r\n`);
    expect(sent.join('')).not.toMatch(/DescribeAddresses|AWS4-HMAC/);
  });

  test.each([
    [
      '407 Proxy Authentication Required',
      'AWS_PROXY_CREDENTIALS',
      'denied',
      'wants a user name and password (HTTP 407)',
    ],
    ['403 Forbidden', 'AWS_PROXY_DENIED', 'denied', 'forbids ec2.example.com:8443 (HTTP 403)'],
    ['502 Bad Gateway', 'AWS_PROXY_FAILED', 'unreachable', 'get through to ec2.example.com:8443 (HTTP 502)'],
    ['405 Method Not Allowed', 'AWS_PROXY_FAILED', 'unreachable', '(HTTP 405)'],
    ['302 Found', 'AWS_PROXY_FAILED', 'unreachable', '(HTTP 302)'],
    ['200 OK', 'AWS_PROXY_GARBAGE', 'unreachable', 'is not a proxy (an HTML page)'],
    ['204 No Content', 'AWS_PROXY_GARBAGE', 'unreachable', 'is not a proxy (its answer is not HTTP)'],
  ])('that is answered with a page and %s is %s', async (status, code, kind, words) => {
    const { port } = await saying(page(status));
    const { look, host } = tunnelled(port);
    const failing = look();
    await expect(failing).rejects.toMatchObject({ code, kind, ambiguous: false });
    await expect(failing).rejects.toThrow(words);
    await expect(failing).rejects.toThrow(`http://127.0.0.1:${port}`);
    await expect(failing).rejects.not.toThrow('hunter22');
    expect(host.counts).toEqual({ ec2: 1 });
  });

  test('whose user or password is wrong says so, and where it was named', async () => {
    const { port } = await saying(page('407 No'));
    const failing = tunnelled(port, {}, 'user:hunter22@').look();
    await expect(failing).rejects.toThrow('refuses the user name or password');
    await expect(failing).rejects.toMatchObject({ hint: expect.stringContaining('HTTPS_PROXY') });
    await expect(failing).rejects.not.toThrow('hunter22');
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'],
    ['headers that are none', 'HTTP/1.1 200 OK\r\nnothing\r\n\r\n'],
  ])('that is answered with %s is AWS_PROXY_GARBAGE', async (_, text) => {
    const { port } = await saying(text);
    await expect(tunnelled(port).look()).rejects.toMatchObject({ code: 'AWS_PROXY_GARBAGE', ambiguous: false });
  });

  test.each([
    ['at once', (socket: Socket) => socket.destroy()],
    ['in the middle of its answer', (socket: Socket) => socket.end('HTTP/1.1 200')],
    ['after its answer', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')],
  ])('that the proxy closes %s is AWS_PROXY_CLOSED', async (_, handle) => {
    const { port } = await listen(handle);
    await expect(tunnelled(port).look()).rejects.toMatchObject({ code: 'AWS_PROXY_CLOSED', ambiguous: false });
  });

  test.each([
    ['CONNECT', () => {}],
    [
      'TLS behind it',
      (socket: Socket, text: string) => text.startsWith('CONNECT') && socket.write('HTTP/1.1 200 OK\r\n\r\n'),
    ],
  ])('whose %s is never answered is given up at connectTimeout, and closed', async (_, handle) => {
    const { port, open } = await listen(handle);
    await expect(tunnelled(port, { requestTimeout: '20s' }).look()).rejects.toMatchObject({
      code: 'AWS_PROXY_SILENT',
      transient: 'silent',
      ambiguous: false,
    });
    await expect.poll(open).toBe(0);
  });

  test('is given up at connectTimeout where the proxy does not even take connections', async () => {
    await expect(tunnelled(await fullPort()).look()).rejects.toMatchObject({ code: 'AWS_PROXY_SILENT' });
  });

  test('does not hold up an abort, and is closed', async () => {
    const { port, open } = await listen(() => {});
    const { look } = tunnelled(port, { connectTimeout: '20s', requestTimeout: '20s' });
    const stop = new AbortController();
    const failing = look(stop.signal);
    await expect.poll(open).toBe(1);
    stop.abort();
    await expect(failing).rejects.toMatchObject({ kind: 'unreachable' });
    await expect.poll(open).toBe(0);
  });

  test('to a proxy that refuses connections, and to one without an address', async () => {
    await expect(tunnelled(1).look()).rejects.toMatchObject({
      code: 'AWS_PROXY_UNREACHABLE',
      message: expect.stringContaining('(ECONNREFUSED)'),
    });
    await expect(clientFor(TARGET, {}, { HTTPS_PROXY: 'http://proxy.invalid:3128' }).look()).rejects.toMatchObject({
      code: 'AWS_PROXY_UNKNOWN',
      message: expect.stringContaining('the name of the proxy http://proxy.invalid:3128 does not resolve'),
    });
  });

  test('to an https: proxy that speaks no TLS', async () => {
    const { port } = await saying(page('400 Bad Request'));
    const failing = clientFor(TARGET, {}, { HTTPS_PROXY: `https://127.0.0.1:${port}` }).look();
    await expect(failing).rejects.toMatchObject({
      code: 'AWS_NO_TLS',
      ambiguous: true,
      message: expect.stringContaining(`the proxy https://127.0.0.1:${port} does not speak TLS`),
    });
  });
});

describe('a request to http:', () => {
  test('is handed to the proxy with its whole address, and user and password', async () => {
    const { port, sent } = await listen((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`),
    );
    const { look } = handed(port);
    await look();
    expect(sent[0]).toMatch(/^POST http:\/\/ec2\.example\.com:8080\/ HTTP\/1\.1\r\n/);
    expect(sent[0]).toMatch(/\r\nhost: ec2\.example\.com:8080\r\n/i);
    expect(sent[0]).toContain(`proxy-authorization: Basic ${Buffer.from('user:hunter22').toString('base64')}\r\n`);
  });

  test.each([
    ['407 No', { code: 'AWS_PROXY_CREDENTIALS', kind: 'denied', ambiguous: false }],
    ['403 Forbidden', { code: 'AWS_PROXY_DENIED', kind: 'denied', ambiguous: false }],
    ['504 Gateway Timeout', { code: 'AWS_PROXY_FAILED', kind: 'unreachable', ambiguous: true }],
    ['200 OK', { code: 'AWS_PROXY_GARBAGE', kind: 'unreachable', ambiguous: true }],
  ])('that is answered with a page and %s says so', async (status, expected) => {
    const { port } = await saying(page(status));
    await expect(handed(port).look()).rejects.toMatchObject(expected);
  });

  test('that is answered with no HTTP says so', async () => {
    const { port } = await saying('SSH-2.0-OpenSSH_9.9\r\n');
    await expect(handed(port).look()).rejects.toMatchObject({ code: 'AWS_PROXY_GARBAGE', ambiguous: true });
  });

  test('that AWS itself refuses stays what it is', async () => {
    const body =
      '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>';
    const { port } = await saying(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await expect(handed(port).look()).rejects.toMatchObject({ code: 'AWS_DENIED' });
  });

  test('may have had an effect where the proxy took it and is silent, or closes; not where there was no connection', async () => {
    const silent = await listen(() => {});
    await expect(handed(silent.port).look()).rejects.toMatchObject({ code: 'AWS_PROXY_SILENT', ambiguous: true });
    const closing = await listen((socket) => socket.destroy());
    await expect(handed(closing.port).look()).rejects.toMatchObject({ code: 'AWS_PROXY_CLOSED', ambiguous: true });
    await expect(handed(1).look()).rejects.toMatchObject({ code: 'AWS_PROXY_UNREACHABLE', ambiguous: false });
    const full = handed(await fullPort()).look();
    await expect(full).rejects.toMatchObject({ code: 'AWS_PROXY_SILENT', ambiguous: false });
  });

  test('goes over a new connection after a time-out', async () => {
    const ports: (number | undefined)[] = [];
    const proxy = await serve((answer, n, { socket }) => {
      ports.push(socket.remotePort);
      if (n !== 1) answer.writeHead(200).end(ANSWER);
    });
    const { look } = clientFor('http://ec2.example.com', {}, { HTTP_PROXY: proxy });
    await look();
    await expect(look()).rejects.toMatchObject({ code: 'AWS_PROXY_SILENT' });
    await look();
    const [first, silent, last] = ports;
    expect(silent).toBe(first);
    expect(last).not.toBe(first);
  });

  test('goes straight where NO_PROXY names its host', async () => {
    const url = await serve((answer) => answer.writeHead(200).end(ANSWER));
    await clientFor(url, {}, { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.0/8' }).look();
  });
});
