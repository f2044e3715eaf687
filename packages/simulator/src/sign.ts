import { signatureOf } from './request-signature.ts';

/** A request as a program sends it, for which service and region. */
export interface Signing {
  url: string;
  service: 'ec2' | 'route53' | 'sts';
  region: string;
  method?: string;
  body?: string;
  /** ms since 1970; left out: now. */
  at?: number;
}

/** With what a request is signed; a long-term key has no session token. */
interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The headers of a signed request, for a program without the SDK. */
export function signedHeaders(key: Key, { url, service, region, method = 'POST', body = '', at }: Signing) {
  const { host, pathname: path, search } = new URL(url);
  const time = new Date(at ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const token = key.sessionToken === undefined ? {} : { 'x-amz-security-token': key.sessionToken };
  const headers = { host, 'x-amz-date': time, ...token };
  const scope = { date: time.slice(0, 8), region, service, signedHeaders: Object.keys(headers).sort() };
  const mac = signatureOf({ method, path, search, headers, body }, scope, key.secretAccessKey);
  const credential = `${key.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${scope.signedHeaders.join(';')}, Signature=${mac}`;
  return { ...headers, authorization };
}
