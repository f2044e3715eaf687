import { type Agent, request } from 'node:http';
import type { Host } from '@kirikae/core';
import { awsError } from './errors.ts';
import { withoutSecrets } from './secrets.ts';

/** The longest that one request may take, in ms: the service is on this very machine. */
const PATIENCE = 1_000;
/** How long a token is asked for, in seconds: longer than any run. */
const TOKEN_TTL = 21_600;
const LIMIT = 100_000;

/** Its address: the SDK's environment variable, else the one that all instances have. */
export function endpointOf(env: Host['env']): string {
  const named = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
  if (named && !isHttp(named))
    throw awsError('ENDPOINT_INVALID', WANTED, {
      name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT',
      value: withoutSecrets(named.replace(/[^\s/]*@/g, '')),
    });
  if (named) return named;
  const mode = env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'] || 'IPv4';
  if (/^ipv4$/i.test(mode)) return 'http://169.254.169.254';
  if (/^ipv6$/i.test(mode)) return 'http://[fd00:ec2::254]';
  throw awsError('SETTING_INVALID', WANTED, {
    name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
    value: JSON.stringify(withoutSecrets(mode)),
    what: 'mode',
    example: 'IPv4 or IPv6',
  });
}

/** The service speaks nothing else; `user:password@host` would be taken for an address with another scheme. */
const isHttp = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'http:';

/** One answer. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}
/** Sends one request. */
export type Ask = (method: string, path: string, headers: Record<string, string>) => Promise<Answer>;

/** After "cannot", of all its requests. */
export const WANTED = 'find out who this node is';

/** Throws the error of a service that does not answer. */
export const silent =
  (endpoint: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw awsError(
      'METADATA_SILENT',
      WANTED,
      { endpoint: withoutSecrets(endpoint), reason: error.code ?? error.message },
      { cause: error },
    );
  };

/** Asks for a token. */
export async function getToken(endpoint: string, ask: Ask): Promise<string> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_TTL) };
  const { status, text } = await ask('PUT', '/latest/api/token', headers).catch(silent(endpoint));
  if (status !== 200 || !/^[\x21-\x7e]+$/.test(text))
    throw awsError('METADATA_REFUSED', WANTED, { path: 'a token', status });
  return text;
}

/** Sends one request, bounded in time and in size. */
export function send(agent: Agent, url: URL, method: string, headers: Record<string, string>): Promise<Answer> {
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
