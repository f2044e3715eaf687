import { conceal } from '@kirikae/core';
import { awsError } from '../errors.ts';

/** An HTTP proxy. User and password are in the header alone: whatever quotes the rest cannot tell them. */
export interface HttpProxy {
  /** `http://proxy.example.com:3128`, without user and password. */
  readonly url: string;
  readonly protocol: 'http:' | 'https:';
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** The value of `Proxy-Authorization`; undefined where neither user nor password is given. */
  readonly authorization: string | undefined;
  /** Who named it: `HTTPS_PROXY`. */
  readonly source: string;
}

/** curl's, for a proxy without a port; that of an `https://` one is 443. */
const DEFAULT_PORT = 1080;

/** Reads the address of a proxy as curl does: `http://` may be left out. Throws `usage`, which quotes nothing of it. */
export function parseProxy(text: string, source: string): HttpProxy {
  const refuse = (reason: string) => awsError('PROXY_INVALID', 'reach AWS', { source, reason });
  if (/[\s\p{Cc}]/u.test(text)) throw refuse('there is a space or a line break in it');
  const [, scheme = 'http', rest = text] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (!/^https?$/i.test(scheme)) throw refuse(`${scheme.slice(0, 12)}:// is not supported`);
  const written = `${scheme}://${rest}`;
  if (!URL.canParse(written)) throw refuse('it is not written as one');
  const url = new URL(written);
  const protocol = url.protocol as HttpProxy['protocol'];
  const port = portOf(rest) ?? (protocol === 'https:' ? 443 : DEFAULT_PORT);
  if (port === 0) throw refuse('its port is 0');
  return {
    url: `${protocol}//${url.hostname}:${port}`,
    protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    authorization: authorizationOf(url),
    source,
  };
}

/** The port as it is written: a URL forgets one that is the scheme's own. */
function portOf(rest: string): number | undefined {
  const [authority = ''] = rest.split(/[/?#\\]/);
  const [, port] = /:(\d+)$/.exec(authority) ?? [];
  return port === undefined ? undefined : Number(port);
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const info = [username, password].map(decoded);
  for (const part of info) conceal(part.toString());
  return `Basic ${Buffer.concat([info[0] ?? '', ':', info[1] ?? ''].map((part) => Buffer.from(part))).toString('base64')}`;
}

/** Percent-decoded bytes; a `%` that begins no such code means itself, as with curl. */
function decoded(text: string): Buffer {
  const binary = text.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(binary, 'latin1');
}
