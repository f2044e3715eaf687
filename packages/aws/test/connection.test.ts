import { describe, expect, test } from 'vitest';
import { ANSWER, clientFor, ends, fullPort, serve } from './server.ts';

describe('a side that does not answer', () => {
  test('is given up at requestTimeout', async () => {
    await ends(await serve(() => {}), 'AWS_SILENT', 'EC2 does not answer');
  });

  test('is given up too when it stops in the middle of the answer', async () => {
    const url = await serve((answer) => answer.writeHead(200).write('<DescribeAddressesResponse>'));
    await ends(url, 'AWS_SILENT', 'EC2 does not answer');
  });

  test('is given up too when it goes on and on, a little at a time', async () => {
    const url = await serve((answer) => {
      const drip = setInterval(() => answer.write('<a/>'), 20);
      answer.on('close', () => clearInterval(drip));
      answer.writeHead(200).write('<DescribeAddressesResponse>');
    });
    await ends(url, 'AWS_SILENT', 'EC2 does not answer');
  });

  test('is given up at connectTimeout when it does not even take connections', async () => {
    const port = await fullPort();
    await ends(`http://127.0.0.1:${port}`, 'AWS_UNREACHABLE', 'no connection in time');
  });

  test('that refuses connections is unreachable at once', async () => {
    await ends('http://127.0.0.1:1', 'AWS_UNREACHABLE', 'ECONNREFUSED');
  });

  test('that cuts the connection may have done it', async () => {
    const { look } = clientFor(await serve((answer) => answer.destroy()));
    await expect(look()).rejects.toMatchObject({ code: 'AWS_SILENT', ambiguous: true });
  });

  test('does not hold up an abort', async () => {
    const { look } = clientFor(await serve(() => {}), { requestTimeout: '20s' });
    const began = performance.now();
    await expect(look(AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'AWS_SILENT' });
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('the connection', () => {
  test('is kept for the next request', async () => {
    const ports = new Set<number | undefined>();
    const { look, host } = clientFor(
      await serve((answer, _, { socket }) => {
        ports.add(socket.remotePort);
        answer.writeHead(200).end(ANSWER);
      }),
    );
    await look();
    await look();
    expect(ports.size).toBe(1);
    expect(host.counts).toEqual({ ec2: 2 });
  });

  test('is a new one after a time-out, not another of the old ones: they all are dead if this node’s address moved', async () => {
    const ports: (number | undefined)[] = [];
    const { look } = clientFor(
      await serve((answer, n, { socket }) => {
        ports.push(socket.remotePort);
        if (n < 2) setTimeout(() => answer.writeHead(200).end(ANSWER), 50);
        else if (n > 2) answer.writeHead(200).end(ANSWER);
      }),
    );
    await Promise.all([look(), look()]);
    await expect(look()).rejects.toMatchObject({ code: 'AWS_SILENT' });
    await look();
    const [first, second, silent, last] = ports;
    expect(first).not.toBe(second);
    expect([first, second]).toContain(silent);
    expect([first, second]).not.toContain(last);
  });

  test('is asked once a call: the SDK repeats nothing by itself', async () => {
    let seen = 0;
    const url = await serve((answer, n) => {
      seen = n + 1;
      answer.writeHead(503).end('<Response><Errors><Error><Code>Unavailable</Code></Error></Errors></Response>');
    });
    await expect(clientFor(url).look()).rejects.toMatchObject({ code: 'AWS_SERVER' });
    expect(seen).toBe(1);
  });

  test('tells AWS which version and which run it is', async () => {
    let agent = '';
    const { look } = clientFor(
      await serve((answer, _, { headers }) => {
        agent = headers['user-agent'] ?? '';
        answer.writeHead(200).end(ANSWER);
      }),
    );
    await look();
    expect(agent).toMatch(/kirikae\/1\.2\.3.*run\/RUN/);
  });
});
