import type { FaultRule } from '@kirikae/simulator';
import { describe, expect, test } from 'vitest';
import { identify } from '../src/index.ts';
import { newHost, oneNode, settings } from './host.ts';
import { clientFor, ends, serve } from './server.ts';

const OPEN = '<DescribeAddressesResponse>';

/** A simulated AWS that answers with this; a client is refused before anything of it is believed. */
async function hostile(rule: Omit<Extract<FaultRule, { kind: 'garbage' }>, 'kind'>) {
  const { simulator } = await oneNode();
  simulator.faults.add({ kind: 'garbage', ...rule });
  return simulator.url;
}

describe('an answer', () => {
  test.each([
    ['a page', {}, 'AWS_GARBAGE', 'not XML'],
    ['100 MB', { body: OPEN, size: 100_000_000 }, 'AWS_TOO_BIG', 'more than'],
    ['without end', { body: OPEN, endless: true }, 'AWS_TOO_BIG', 'more than'],
    [
      'compressed 100 MB, which nobody asked for',
      { body: OPEN, size: 100_000_000, gzip: true },
      'AWS_GARBAGE',
      'not XML',
    ],
  ])('of %s ends the request', async (_, rule, code, reason) => {
    const before = process.memoryUsage().rss;
    await ends(await hostile(rule), code, reason, { requestTimeout: '30s' }); // to pack 100 MB takes a while
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  test('of one byte at a time ends the request in time', async () => {
    await ends(await hostile({ body: OPEN, size: 1_000, dripMs: 50 }), 'AWS_SILENT', 'EC2 does not answer');
  });

  test('that is a true one cut in the middle is refused, and the effect may have been', async () => {
    const { look } = clientFor(await hostile({ truncated: true }));
    await expect(look()).rejects.toMatchObject({ code: 'AWS_GARBAGE', ambiguous: true });
    await expect(look()).rejects.toThrow('cut off in the middle');
  });

  test.each([
    ['thousands of comments', '<!---->'.repeat(5_000)],
    ['a comment that does not end', `<!--${'<!--'.repeat(100_000)}`],
    ['a name without end', `<${'a'.repeat(900_000)}>`],
  ])('with %s is read in no time', async (_, body) => {
    await ends(await serve((answer) => answer.writeHead(200).end(`${body}x`)), 'AWS_GARBAGE', 'not XML');
  });

  test('with a comment before its document is an answer', async () => {
    const body = `<?xml version="1.0"?> <!-- a > b --><!----> ${OPEN}<addressesSet/></DescribeAddressesResponse>`;
    await clientFor(await serve((answer) => answer.writeHead(200).end(body))).look();
  });
});

describe('the metadata service', () => {
  test.each([
    ['100 MB', { size: 100_000_000 }, /METADATA_(SILENT|REFUSED)/],
    ['without end', { endless: true }, /METADATA_(SILENT|REFUSED)/],
    ['one byte at a time', { dripMs: 50 }, /METADATA_SILENT/],
    ['a page', {}, /METADATA_REFUSED/],
    ['a page once it has given a token', { action: 'GET *' }, /METADATA_GARBAGE/],
    ['something else once it has given a token', { action: 'GET *', body: 'hello' }, /METADATA_GARBAGE/],
    ['half of the truth', { action: 'GET *', truncated: true }, /METADATA_GARBAGE/],
  ])('that answers with %s is "cannot tell"', async (_, rule, code) => {
    const { simulator, node } = await oneNode();
    simulator.faults.add({ kind: 'garbage', service: 'imds', ...rule });
    const host = newHost({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: node.imdsUrl }, attempts: 1 });
    await expect(identify(settings(), host)).rejects.toMatchObject({
      kind: 'unreachable',
      code: expect.stringMatching(code),
    });
  });
});
