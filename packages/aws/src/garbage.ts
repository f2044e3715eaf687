import { outlineOf } from './outline.ts';

/** An answer that did not come from AWS: a proxy's page, half a document, one to another question. */
class GarbageError extends Error {
  override readonly name = 'GarbageError';
}

/** An answer that is longer than it may be; its message is the limit. */
class TooBigError extends Error {
  override readonly name = 'TooBigError';
}

/** The most bytes that an answer may have: the SDK reads it in one go, in which nothing else happens. */
const LIMIT = 1_000_000;
/** Collects an answer's body; throws `TooBigError`, and reads no further, when it is over the limit. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > LIMIT) throw new TooBigError(String(LIMIT));
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What is asked of IAM Identity Center (SSO): credentials of its portal, a fresh token. */
const OF_SSO = /^\/(federation\/credentials|token)$/;

/**
 * Throws `GarbageError` unless `body` is one whole XML document of a kind that EC2, Route 53 or STS gives to such a request, or the JSON
 * of IAM Identity Center.
 */
export function assertAnswer(
  status: number,
  body: Buffer,
  request: { readonly path?: string; readonly body?: unknown },
): void {
  const text = body.toString('utf8').trim();
  if (OF_SSO.test(request.path ?? '')) return assertObject(text);
  const document = afterProlog(text);
  const root = /^<([A-Za-z][\w.:-]{0,200})(?=[\s/>])/.exec(document)?.[1];
  if (root === undefined) throw new GarbageError(text === '' ? 'an empty answer' : 'not XML');
  if (/^html$/i.test(root)) throw new GarbageError('an HTML page');
  const { end, wrong } = outlineOf(document);
  if (wrong) throw new GarbageError(wrong);
  if (document.slice(end).trim() !== '') throw new GarbageError('more than one document');
  if (!isExpected(root, status, actionOf(request.body))) throw new GarbageError(`${root} with HTTP ${status}`);
}

function assertObject(text: string): void {
  try {
    if (typeof JSON.parse(text) === 'object') return;
  } catch {
    // the same
  }
  throw new GarbageError(text === '' ? 'an empty answer' : 'not JSON');
}

/** The action that a request of the Query protocol names; that of others is in method and path. */
const actionOf = (body: unknown): string | undefined =>
  typeof body === 'string' ? /^Action=(\w+)/.exec(body)?.[1] : undefined;

/** True if AWS puts an answer, or a refusal, into such an element. */
function isExpected(root: string, status: number, action?: string): boolean {
  if (status >= 300) return /^(Response|ErrorResponse|InvalidChangeBatch)$/.test(root);
  if (action !== undefined) return root === `${action}Response`;
  return root.endsWith('Response') && !/^(Error)?Response$/.test(root);
}

/** What follows the declaration and any comments: step by step, since one pattern for all would try every way to cut them. */
function afterProlog(text: string): string {
  let rest = text.replace(/^<\?xml[^>]*\?>\s*/, '');
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', 4);
    if (end < 0) return '';
    rest = rest.slice(end + 3).trimStart();
  }
  return rest;
}
