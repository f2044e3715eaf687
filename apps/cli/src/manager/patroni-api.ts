import { text } from 'node:stream/consumers';
import { cliError } from '../errors.ts';
import { callerFrom } from './caller.ts';
import { listeningOf } from './listening.ts';
import type { Env } from './manager.ts';

/** Where Patroni's REST API listens by default. */
export const USUAL = 'http://127.0.0.1:8008';

/** How long, in ms, all of it may take: less than after what a look is old. */
const PATIENCE = 1_000;

/** What it answers of this node: 200 to the one that has the leader's lock, 503 to all others, and the role of its PostgreSQL. */
interface Answer {
  readonly status: 200 | 503;
  readonly role: string;
}

/** Asks `/primary` of this node's Patroni, wherever it may listen at the same time. Throws `MANAGER_SILENT`. */
export async function askPatroni(env: Env): Promise<Answer> {
  const signal = AbortSignal.timeout(PATIENCE);
  const places = (await urlsOf(env)).map((urls) => firstAnswer(urls, signal));
  return Promise.any(places).catch(({ errors: [error] }: AggregateError) => {
    const reason = error?.message ?? 'it listens nowhere that is known';
    const remedy = 'see that Patroni runs and where its REST API listens: KIRIKAE_PATRONI_URL';
    throw cliError('MANAGER_SILENT', '', { manager: 'Patroni', reason, remedy });
  });
}

/** What the first of these answers that does, in the time that there is for all of them. */
async function firstAnswer([url = '', ...others]: readonly string[], signal: AbortSignal): Promise<Answer> {
  try {
    return await answerFrom(url, signal);
  } catch (error) {
    if (others.length > 0 && !signal.aborted) return firstAnswer(others, signal);
    throw new Error(`${url}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/** Each place with its ways: what the environment names; of a callback, where the very Patroni listens that called; else the default. */
async function urlsOf(env: Env): Promise<string[][]> {
  const { KIRIKAE_PATRONI_URL: named, KIRIKAE_CALLER: handed } = env;
  if (named !== undefined) return [[named]];
  if (handed === undefined) return [[USUAL]];
  const places = await Promise.all(((await callerFrom(handed, 'patroni')) ?? []).map(({ pid }) => listeningOf(pid)));
  return places.flat().map((place) => [`http://${place}`, `https://${place}`]);
}

async function answerFrom(url: string, signal: AbortSignal): Promise<Answer> {
  const { status, body } = await get(new URL('/primary', url), signal);
  const role = roleIn(body);
  if ((status === 200 || status === 503) && typeof role === 'string') return { status, role };
  throw new Error(`${status} without a role`);
}

function roleIn(body: string): unknown {
  try {
    return Object(JSON.parse(body))['role'];
  } catch {
    return undefined;
  }
}

/** It is this machine that is asked: its certificate, which mostly nobody has signed, proves nothing more. */
async function get(url: URL, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const http = await (url.protocol === 'https:' ? import('node:https') : import('node:http')); // most runs need neither
  return new Promise((resolve, reject) => {
    http
      .get(url, { signal, agent: false, rejectUnauthorized: false }, (response) => {
        const { statusCode: status = 0 } = response;
        text(response).then((body) => resolve({ status, body }), reject);
      })
      .on('error', reject);
  });
}
