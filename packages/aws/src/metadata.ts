import { Agent, request } from 'node:http';
import type { Host } from '@kirikae/core';
import { awsError } from './errors.ts';
import { withoutSecrets } from './secrets.ts';

/** The instance metadata service of this node, version 2 only. */
export interface Metadata {
  readonly endpoint: string;
  /** The text at a path below /latest/; undefined where the service says that there is none (404). */
  get(path: string): Promise<string | undefined>;
  /** The same for what every instance has: not told, or something that does not fit, means that it cannot be told now. */
  need(path: string, fits: (text: string) => boolean): Promise<string>;
  /** The same, as it is at this moment, in one attempt. */
  peek(path: string): Promise<string | undefined>;
}

/** The longest that one request may take, in ms: the service is on this very machine. */
const PATIENCE = 1_000;
/** How long a token is asked for, in seconds: longer than any run. */
const TOKEN_TTL = 21_600;
const LIMIT = 100_000;

/** The metadata service, one a run: one token, each path asked once. Its address is the SDK's environment variable. */
export function metadataOf(host: Host): Metadata {
  return host.once('aws metadata', () => {
    const endpoint = endpointOf(host.env);
    const agent = new Agent({ keepAlive: true });
    const ask = (method: string, path: string, headers: Record<string, string>) => {
      host.count('imds');
      return send(agent, new URL(path, endpoint), method, headers);
    };
    const fetchToken = () => getToken(endpoint, ask);
    let token: Promise<string> | undefined;
    const ownToken = () => (token ??= host.read(fetchToken));
    const renew = (refused: Promise<string>) => {
      token = fetchToken();
      token.catch(() => {
        token = refused; // the next attempt finds out again
      });
    };
    const look = async (path: string, text: string) => {
      const headers = { 'x-aws-ec2-metadata-token': text };
      return ask('GET', `/latest/${path}`, headers).catch(silent(endpoint));
    };
    const peek = async (path: string) => {
      const used = ownToken();
      const answer = await look(path, await used);
      if (answer.status !== 401) return textOf(path, answer);
      if (token === used) renew(used); // it has expired, or the service was started anew
      return textOf(path, await look(path, await ownToken()));
    };
    const once = <T>(key: string, read: () => Promise<T>) =>
      host.once(`aws metadata ${key}`, async () => {
        await ownToken(); // before the read below, not in it: a read in a read would hide its own last error behind the deadline
        return host.read(read);
      });
    const get = (path: string) => once(path, () => peek(path));
    const need = (path: string, fits: (text: string) => boolean) =>
      once(`need ${path}`, async () => {
        const text = await peek(path);
        if (!text) throw awsError('METADATA_LACKS', WANTED, { path });
        if (!fits(text)) throw awsError('METADATA_GARBAGE', WANTED, { path });
        return text;
      });
    return { endpoint, get, need, peek };
  });
}

function endpointOf(env: Host['env']): string {
  const named = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
  if (named && !isHttp(named))
    throw awsError('ENDPOINT_INVALID', WANTED, {
      name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT',
      value: withoutSecrets(named.replace(/[^\s/]*@/g, '')),
    });
  if (named) return named;
  return /ipv6/i.test(env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'] ?? '')
    ? 'http://[fd00:ec2::254]'
    : 'http://169.254.169.254';
}

/** The service speaks nothing else; `user:password@host` would be taken for an address with another scheme. */
const isHttp = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'http:';

interface Answer {
  readonly status: number;
  readonly text: string;
}
type Ask = (method: string, path: string, headers: Record<string, string>) => Promise<Answer>;

const WANTED = 'find out who this node is';

const silent =
  (endpoint: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw awsError(
      'METADATA_SILENT',
      WANTED,
      { endpoint: withoutSecrets(endpoint), reason: error.code ?? error.message },
      { cause: error },
    );
  };

async function getToken(endpoint: string, ask: Ask): Promise<string> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_TTL) };
  const { status, text } = await ask('PUT', '/latest/api/token', headers).catch(silent(endpoint));
  if (status !== 200 || !/^[\x21-\x7e]+$/.test(text))
    throw awsError('METADATA_REFUSED', WANTED, { path: 'a token', status });
  return text;
}

function textOf(path: string, { status, text }: Answer): string | undefined {
  if (status === 404) return undefined;
  if (status === 200 && /^\s*</.test(text)) throw awsError('METADATA_GARBAGE', WANTED, { path }); // a page, which no path has
  if (status === 200) return text.trim();
  throw awsError('METADATA_REFUSED', WANTED, { path, status });
}

function send(agent: Agent, url: URL, method: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const fail = (error: Error) => reject(signal.aborted ? new Error(`no answer within ${PATIENCE} ms`) : error);
    const asked = request(url, { agent, method, headers, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > LIMIT) asked.destroy(new Error('too long an answer'));
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', fail);
    });
    asked.on('error', fail);
    asked.end();
  });
}
