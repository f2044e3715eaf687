import { describe, expect, test } from 'vitest';
import { ANSWER, clientFor, ends, serve } from './server.ts';

describe('an answer that is not of AWS', () => {
  test.each([
    ['a page', '<!doctype html><html><body>Sign in</body></html>', 'not XML'],
    ['a page in XHTML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>', 'an HTML page'],
    ['JSON', '{"message":"forbidden"}', 'not XML'],
    ['nothing', '', 'an empty answer'],
    ['half a document', ANSWER.slice(0, -9), 'cut off in the middle'],
    ['an endless one', `<DescribeAddressesResponse>${' '.repeat(5_000_001)}</DescribeAddressesResponse>`, 'more than'],
  ])('is refused: %s', async (_, body, reason) => {
    await ends(await serve((answer) => answer.writeHead(200).end(body)), 'AWS_GARBAGE', reason);
  });

  test('is refused as well when it comes as an error', async () => {
    await ends(await serve((answer) => answer.writeHead(502).end('<html>Bad Gateway</html>')), 'AWS_GARBAGE');
  });

  test('may come back for a write that took effect', async () => {
    const { look } = clientFor(await serve((answer) => answer.writeHead(200).end('x')));
    await expect(look()).rejects.toMatchObject({ ambiguous: true, transient: 'refused', kind: 'unreachable' });
  });
});
