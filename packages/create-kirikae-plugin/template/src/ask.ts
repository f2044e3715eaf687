import type { z } from 'zod';
import { refusal, untold } from './errors.ts';

/** One request to Acme. */
export interface Request<T> {
  readonly url: string;
  readonly query?: string;
  readonly method: string;
  readonly body?: string;
  /** What the answer must be; left out where it is of no interest. */
  readonly shape?: z.ZodType<T>;
}

/** Sends one request and gives its answer; undefined for the 404 of what is not there. Do not retry here: the engine does. */
export async function ask<T>(
  wanted: string,
  { url, query = '', method, body, shape }: Request<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const sent = fetch(url + query, { method, signal, ...(body !== undefined && { body }) });
  const answer = await sent.catch((cause: unknown) => {
    throw untold(wanted, `there is no answer from ${url}`, cause);
  });
  if (answer.status === 404 && method !== 'PUT') return undefined;
  if (!answer.ok) throw refusal(wanted, method, answer.status);
  const text = await answer.text().catch((cause: unknown) => {
    throw untold(wanted, 'the answer broke off', cause);
  });
  return shape && read(wanted, text, shape);
}

function read<T>(wanted: string, text: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw untold(wanted, 'the answer cannot be read', cause);
  }
}
