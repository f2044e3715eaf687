import { conflict, denied, failed, type KirikaeError, unreachable } from '@kirikae/core';
import type { z } from 'zod';

/** One request to Acme. */
export interface Request<T> {
  readonly url: string;
  readonly query?: string;
  readonly method: string;
  readonly body?: string;
  /** What the answer must be; left out where it is of no interest. */
  readonly shape?: z.ZodType<T>;
}

/**
 * Sends one request and gives its answer; undefined for the 404 of what is not there. What goes wrong becomes an error that says whether
 * trying again may help (`transient`) and whether a write may have taken effect all the same (`ambiguous`): the engine decides by that,
 * so do not retry here.
 */
export async function ask<T>(
  wanted: string,
  { url, query = '', method, body, shape }: Request<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const sent = fetch(url + query, { method, signal, ...(body !== undefined && { body }) });
  const answer = await sent.catch((cause: unknown) => {
    throw unreachable(`cannot ${wanted}, there is no answer from ${url}`, {
      transient: 'silent',
      ambiguous: true,
      cause,
    });
  });
  if (answer.status === 404 && method !== 'PUT') return undefined;
  if (!answer.ok) throw refusal(wanted, method, answer.status);
  const text = await answer.text().catch((cause: unknown) => {
    throw unreachable(`cannot ${wanted}, the answer broke off`, { transient: 'silent', ambiguous: true, cause });
  });
  return shape && read(wanted, text, shape);
}

/** An answer that is not what was agreed tells nothing: it may be a proxy's, or cut off. */
function read<T>(wanted: string, text: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw unreachable(`cannot ${wanted}, the answer cannot be read`, { transient: 'silent', ambiguous: true, cause });
  }
}

function refusal(wanted: string, method: string, status: number): KirikaeError {
  const told = `cannot ${wanted}, Acme answers ${status}`;
  if (status === 401 || status === 403) return denied(`${told}: it denies http:${method}`);
  if (status === 409) return conflict(`${told}: another has it`);
  if (status === 429) return unreachable(told, { transient: 'throttled' });
  if (status >= 500) return unreachable(told, { transient: 'refused', ambiguous: true });
  return failed(told);
}
