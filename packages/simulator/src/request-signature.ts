import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What is signed of a request. */
interface Signable {
  method: string;
  path: string;
  /** With its `?`; empty if there is none. */
  search: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** For what a signature counts, and which headers it covers. */
interface SignatureScope {
  date: string;
  region: string;
  service: string;
  signedHeaders: readonly string[];
}

/** The MAC of Signature Version 4 that a secret access key makes of a request. */
export function signatureOf(request: Signable, scope: SignatureScope, secretAccessKey: string): string {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request'];
  const time = String(request.headers['x-amz-date'] ?? '');
  const text = ['AWS4-HMAC-SHA256', time, parts.join('/'), sha256(canonical(request, scope.signedHeaders))].join('\n');
  const key = parts.reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function canonical({ method, path, search, headers, body }: Signable, signedHeaders: readonly string[]): string {
  const lines = signedHeaders.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/\s+/g, ' ')}`,
  );
  const uri = path.split('/').map(encoded).join('/'); // every service but S3 has the path encoded once more
  return [method, uri, canonicalQuery(search), ...lines, '', signedHeaders.join(';'), sha256(body)].join('\n');
}

const canonicalQuery = (search: string): string =>
  [...new URLSearchParams(search)]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
