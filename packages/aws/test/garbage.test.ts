import { describe, expect, test } from 'vitest';
import { ANSWER, clientFor, ends, serve } from './server.ts';

describe('an answer that is not of AWS', () => {
  test.each([
    ['a page', '<!doctype html><html><body>Sign in</body></html>', 'not XML'],
    ['a page in XHTML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>', 'an HTML page'],
    ['JSON', '{"message":"forbidden"}', 'not XML'],
    ['nothing', '', 'an empty answer'],
    ['half a document', ANSWER.slice(0, -9), 'cut off in the middle'],
    ['one to another question', '<DescribeInstancesResponse></DescribeInstancesResponse>', 'DescribeInstancesResponse'],
    ['a refusal that says to be none', '<Response><Errors/></Response>', 'Response with HTTP 200'],
    ['two documents', `${ANSWER}${ANSWER}`, 'more than one document'],
    ['elements a hundred thousand deep', `<DescribeAddressesResponse>${'<a>'.repeat(100_000)}`, 'deep'],
    ['elements that do not close', ANSWER.replace('<requestId>', '<requestID>'), 'cannot be read'],
    [
      'a list with something else in it',
      ANSWER.replace('<addressesSet/>', '<addressesSet><itemx/></addressesSet>'),
      'itemx in addressesSet',
    ],
    [
      'an entry of no list',
      ANSWER.replace('<addressesSet/>', '<addressesSet/><item/>'),
      'item in DescribeAddressesResponse',
    ],
    [
      'text beside the entries of a list',
      ANSWER.replace('<addressesSet/>', '<addressesSet>x<item/></addressesSet>'),
      'text beside elements',
    ],
    ['a document type, which takes a parser long', '<!DOCTYPE a>'.repeat(80_000), 'not XML'],
  ])('is refused: %s', async (_, body, reason) => {
    await ends(await serve((answer) => answer.writeHead(200).end(body)), 'AWS_GARBAGE', reason);
  });

  test('is refused as well when it comes as an error', async () => {
    await ends(await serve((answer) => answer.writeHead(502).end('<html>Bad Gateway</html>')), 'AWS_GARBAGE');
  });

  test('is refused when it has more than 1 MB, and is not asked for again', async () => {
    const body = `<DescribeAddressesResponse>${' '.repeat(1_000_000)}</DescribeAddressesResponse>`;
    const url = await serve((answer) => answer.writeHead(200).end(body));
    await ends(url, 'AWS_TOO_BIG', 'more than 1000000 bytes');
    await expect(clientFor(url).look()).rejects.toMatchObject({ kind: 'unreachable', transient: undefined });
  });

  test.each([
    [302, '<Response><Errors><Error><Code>Moved</Code></Error></Errors></Response>', 'HTTP 302'],
    [404, '<Response></Response>', 'HTTP 404 without a name of an error'],
    [400, '<Response><Errors></Errors></Response>', 'HTTP 400 without a name of an error'],
    [400, '<Response><Errors><Error><Code>InvalidAllocationID.NotFound</Code></Error></Response>', 'cut off'],
    [400, '<Fault><Errors><Error><Code>InvalidAllocationID.NotFound</Code></Error></Errors></Fault>', 'Fault'],
  ])('is refused as well when it comes with HTTP %i: %s', async (status, body, reason) => {
    await ends(await serve((answer) => answer.writeHead(status).end(body)), 'AWS_GARBAGE', reason);
  });

  test('of something that does not speak HTTP is refused', async () => {
    await ends(await serve((answer) => answer.socket?.end('SSH-2.0-OpenSSH_9.6\r\n')), 'AWS_GARBAGE', 'not HTTP');
  });

  test('may come back for a write that took effect', async () => {
    const { look } = clientFor(await serve((answer) => answer.writeHead(200).end('x')));
    await expect(look()).rejects.toMatchObject({ ambiguous: true, transient: 'refused', kind: 'unreachable' });
  });
});
