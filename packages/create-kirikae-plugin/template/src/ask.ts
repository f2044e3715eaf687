import { conflict, denied, failed, type KirikaeError, unreachable } from '@kirikae/core';

/** One request to Acme. */
export interface Request {
  readonly url: string;
  readonly query?: string;
  readonly method: string;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * Sends one request and gives its JSON; undefined for 404. What goes wrong becomes an error that says whether trying again may help
 * (`transient`) and whether a write may have taken effect all the same (`ambiguous`): the engine decides by that, so do not retry here.
 */
export async function ask<T>(
  wanted: string,
  { url, query = '', method, body, signal }: Request,
): Promise<T | undefined> {
  const sent = fetch(url + query, { method, signal, ...(body !== undefined && { body }) });
  const answer = await sent.catch((cause: unknown) => {
    throw unreachable(`cannot ${wanted}, there is no answer from ${url}`, {
      transient: 'silent',
      ambiguous: true,
      cause,
    });
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw refusal(wanted, method, answer.status);
  const text = await answer.text().catch((cause: unknown) => {
    throw unreachable(`cannot ${wanted}, the answer broke off`, { transient: 'silent', ambiguous: true, cause });
  });
  return text === '' ? undefined : (JSON.parse(text) as T);
}

function refusal(wanted: string, method: string, status: number): KirikaeError {
  const told = `cannot ${wanted}, Acme answers ${status}`;
  if (status === 401 || status === 403) return denied(`${told}: it denies http:${method}`);
  if (status === 409) return conflict(`${told}: another has it`);
  if (status === 429) return unreachable(told, { transient: 'throttled' });
  if (status >= 500) return unreachable(told, { transient: 'refused', ambiguous: true });
  return failed(told);
}
