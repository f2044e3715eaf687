/** An answer that did not come from AWS: a proxy's page, half a document, an endless one. */
class GarbageError extends Error {
  override readonly name = 'GarbageError';
}

/** The most bytes that an answer of the APIs used here may have. */
const LIMIT = 5_000_000;

/** Collects an answer's body; throws `GarbageError` if it is longer than any real one. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > LIMIT) throw new GarbageError(`more than ${LIMIT} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Throws `GarbageError` unless `body` is one whole XML document, as every answer of EC2, Route 53 and STS is. */
export function assertXml(body: Buffer): void {
  const text = body.toString('utf8').trim();
  const root = /^<([A-Za-z][\w.:-]{0,200})(?=[\s/>])/.exec(afterProlog(text))?.[1];
  if (root === undefined) throw new GarbageError(text === '' ? 'an empty answer' : 'not XML');
  if (/^html$/i.test(root)) throw new GarbageError('an HTML page');
  const empty = text.endsWith('/>') && text.startsWith(`<${root}`, text.lastIndexOf('<'));
  if (!empty && !text.endsWith(`</${root}>`)) throw new GarbageError('cut off in the middle');
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
