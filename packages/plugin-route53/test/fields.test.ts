import { describe, expect, test } from 'vitest';
import { twoNodes, www } from './two-nodes.ts';

/** What `activate` says of a file that is wrong. */
async function refused(records: readonly unknown[], config: Record<string, unknown> = {}) {
  const { a, asked } = await twoNodes({ records, config });
  const { exitCode, error } = await a.activate();
  expect(exitCode).toBe(2);
  expect(asked('a')).toEqual([]);
  return `${error?.message} (${error?.hint})`;
}

describe('a file is refused, before anything is asked, with', () => {
  test.each([
    ['a hosted zone with its path', [www], { hostedZoneId: '/hostedzone/Z1' }, 'without /hostedzone/'],
    ['no records', [], {}, 'must have at least one record'],
    ['neither value nor values', [{ ...www, value: undefined }], {}, 'must have either value or values'],
    ['both value and values', [{ ...www, values: ['192.0.2.1'] }], {}, 'must have either value or values'],
    ['a name that is none', [{ ...www, name: 'www example com' }], {}, 'must be a domain name'],
    ['a type that is not supported', [{ ...www, type: 'MX' }], {}, 'must be A or AAAA or CNAME or TXT, not "MX"'],
    ['a host name in an A record', [{ ...www, value: 'a.example.org' }], {}, 'must be an IPv4 address'],
    [
      'an IPv4 address in an AAAA record',
      [{ ...www, type: 'AAAA', value: '192.0.2.1' }],
      {},
      'must be an IPv6 address',
    ],
    ['ipv6 in an A record', [{ ...www, value: 'ipv6' }], {}, 'ipv6 does not fit a record of type A'],
    ['an address as a CNAME', [{ ...www, type: 'CNAME' }], {}, 'private-ipv4 does not fit a record of type CNAME'],
    ['a CNAME of two', [{ ...www, type: 'CNAME', value: undefined, values: ['a.org', 'b.org'] }], {}, 'must be one'],
    ['a TTL that is text', [{ ...www, ttl: '30s' }], {}, 'records[0].ttl'],
    ['a set twice', [www, { ...www, name: 'WWW.example.com.' }], {}, 'www.example.com A is listed twice'],
    ['an unknown field of a record', [{ ...www, ttI: 30 }], {}, 'unknown key ttI'],
    ['a node that perNode does not name', [{ ...www, value: { perNode: { b: '192.0.2.2' } } }], {}, 'for node a'],
  ])('%s', async (_, records, config, words) => {
    expect(await refused(records, config)).toContain(words);
  });

  test('more than one change may hold', async () => {
    const values = Array.from({ length: 501 }, (_, n) => `10.1.${n >> 8}.${n & 255}`);
    expect(await refused([{ ...www, value: undefined, values }])).toContain('1002 of 1000 elements');
  });

  test('a place: file, line and path of the value that is wrong', async () => {
    expect(await refused([www, { ...www, name: 'api.example.com', value: 'x' }])).toMatch(
      /kirikae\.yaml:\d+:\d+: groups\.laws\.resources\[0\]\.records\[1\]\.value/,
    );
  });
});
