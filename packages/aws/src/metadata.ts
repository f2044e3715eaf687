import { Agent } from 'node:http';
import type { Host } from '@kirikae/core';
import { awsError } from './errors.ts';
import { type Answer, type Ask, endpointOf, getToken, send, silent, WANTED } from './metadata-service.ts';

/** The instance metadata service of this node, version 2 only. */
export interface Metadata {
  readonly endpoint: string;
  /** The text at a path below /latest/; undefined where the service says that there is none (404). What does not fit cannot be told now. */
  get(path: string, fits?: Fits): Promise<string | undefined>;
  /**
   * The same for what every instance has: not told, or something that does not fit, means that it cannot be told now. `lacking` throws
   * where there is another reason for which it is not told.
   */
  need(path: string, fits: Fits, lacking?: () => Promise<void>): Promise<string>;
  /** The same, as it is at this moment, in one attempt. */
  peek(path: string): Promise<string | undefined>;
}

/** True for a text that can be what a path tells. */
type Fits = (text: string) => boolean;

/** What its requests in one run stand on. */
interface Session {
  readonly host: Host;
  readonly endpoint: string;
  readonly ask: Ask;
  token?: Promise<string>;
}

/** The metadata service, one a run: one token, each path asked once. Its address is the SDK's environment variable. */
export function metadataOf(host: Host): Metadata {
  return host.once('aws metadata', () => {
    const session = openSession(host);
    return {
      endpoint: session.endpoint,
      get: (path, fits = () => true) => readOnce(session, path, () => fitting(session, path, fits)),
      need: (path, fits, lacking) => readOnce(session, `need ${path}`, () => told(session, path, fits, lacking)),
      peek: (path) => peek(session, path),
    };
  });
}

function openSession(host: Host): Session {
  const endpoint = endpointOf(host.env);
  const agent = new Agent({ keepAlive: true });
  const ask: Ask = (method, path, headers) => {
    host.count('imds');
    return send(agent, new URL(path, endpoint), method, headers);
  };
  return { host, endpoint, ask };
}

function readOnce<T>(session: Session, key: string, read: () => Promise<T>): Promise<T> {
  const { host } = session;
  return host.once(`aws metadata ${key}`, async () => {
    await tokenOf(session); // before the read below, not in it: a read in a read would hide its own last error behind the deadline
    return host.read(read);
  });
}

const fetchToken = ({ endpoint, ask }: Session): Promise<string> => getToken(endpoint, ask);

const tokenOf = (session: Session): Promise<string> => (session.token ??= session.host.read(() => fetchToken(session)));

function renew(session: Session, refused: Promise<string>): void {
  session.token = fetchToken(session);
  session.token.catch(() => {
    session.token = refused; // the next attempt finds out again
  });
}

async function peek(session: Session, path: string): Promise<string | undefined> {
  const used = tokenOf(session);
  const answer = await askWith(session, path, await used);
  if (answer.status !== 401) return textOf(path, answer);
  if (session.token === used) renew(session, used); // it has expired, or the service was started anew
  return textOf(path, await askWith(session, path, await tokenOf(session)));
}

async function askWith({ endpoint, ask }: Session, path: string, token: string): Promise<Answer> {
  const headers = { 'x-aws-ec2-metadata-token': token };
  return ask('GET', `/latest/${path}`, headers).catch(silent(endpoint));
}

async function told(session: Session, path: string, fits: Fits, lacking?: () => Promise<void>): Promise<string> {
  const text = await fitting(session, path, fits);
  if (text) return text;
  await lacking?.();
  throw awsError('METADATA_LACKS', WANTED, { path });
}

async function fitting(session: Session, path: string, fits: Fits): Promise<string | undefined> {
  const text = await peek(session, path);
  if (text && !fits(text)) throw awsError('METADATA_GARBAGE', WANTED, { path });
  return text;
}

function textOf(path: string, { status, text }: Answer): string | undefined {
  if (status === 404) return undefined;
  if (status === 200 && /^\s*</.test(text)) throw awsError('METADATA_GARBAGE', WANTED, { path }); // a page, which no path has
  if (status === 200) return text.trim();
  throw awsError('METADATA_REFUSED', WANTED, { path, status });
}
