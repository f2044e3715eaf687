import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';

/** A certificate in PEM with its key. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;

/** A certificate authority of its own. */
export async function newAuthority(name = 'Inspecting CA'): Promise<Certified> {
  const { cert, private: key } = await generate(
    [
      { name: 'commonName', value: name },
      { name: 'organizationName', value: 'Example Corp' },
    ],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - DAY),
      notAfterDate: new Date(Date.now() + DAY),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  return { cert, key };
}

/** What a certificate says, where it is not what a good one says. */
export interface CertificateOptions {
  readonly name?: string;
  readonly names?: readonly { readonly type: 2 | 7; readonly text: string }[];
  /** Days from now to its end. */
  readonly days?: number;
}

const HERE = [
  { type: 2, text: 'localhost' },
  { type: 7, text: '127.0.0.1' },
] as const;

/** A certificate for a server on this machine, signed by an authority, or by itself. */
export async function newCertificate(
  ca: Certified | undefined,
  { name = 'ec2.example', names = HERE, days = 1 }: CertificateOptions = {},
): Promise<Certified> {
  const altNames = names.map(({ type, text }) => (type === 2 ? { type, value: text } : { type, ip: text }));
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3 * DAY),
    notAfterDate: new Date(Date.now() + days * DAY),
    ...(ca && { ca }),
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { cert, key };
}

/** HTTPS before a server that speaks HTTP: its address, `https://127.0.0.1:PORT`, and how many connections came. */
export interface TlsFront {
  readonly url: string;
  connections(): number;
}

/** Starts it; it is gone when the test is over. */
export async function frontOf(url: string, { cert, key }: Certified): Promise<TlsFront> {
  let connections = 0;
  const server = createServer({ cert, key }, (incoming, answer) => {
    const { method, headers } = incoming;
    const inner = request(new URL(incoming.url ?? '/', url), { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    inner.on('error', () => answer.destroy());
    incoming.pipe(inner);
  });
  server.on('tlsClientError', () => {});
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}
