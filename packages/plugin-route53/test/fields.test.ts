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
    ['a hosted zone that is none', [www], { hostedZoneId: 'arn:aws:route53:::hostedzone/Z1' }, 'must be the id of a'],
    ['a hosted zone of 33 letters', [www], { hostedZoneId: 'Z'.repeat(33) }, 'must be the id of a hosted zone'],
    ['no records', [], {}, 'must have at least one record'],
    ['neither value nor values', [{ ...www, value: undefined }], {}, 'must have either value or values'],
    ['both value and values', [{ ...www, values: ['192.0.2.1'] }], {}, 'must have either value or values'],
    ['a name that is none', [{ ...www, name: 'www example com' }], {}, 'must be a domain name'],
    [
      'a name of one label',
      [{ ...www, name: 'www' }],
      {},
      'must be a whole name, not one label (www) (write it whole, as www.example.com)',
    ],
    ['an empty label', [{ ...www, name: 'www..example.com' }], {}, 'it has an empty label'],
    [
      'a label of 64 octets',
      [{ ...www, name: `${'x'.repeat(64)}.example.com` }],
      {},
      'labels of at most 63 octets, not 64',
    ],
    [
      'a name of 256 octets',
      [{ ...www, name: `${'x.'.repeat(122)}example.com` }],
      {},
      'at most 255 octets as DNS counts them, not 257',
    ],
    [
      'letters beyond ASCII',
      [{ ...www, name: '例.example.com' }],
      {},
      'must be ASCII (write xn--fsq.example.com, which',
    ],
    ['a backslash of its own', [{ ...www, name: 'a\\b.example.com' }], {}, 'three octal digits after each'],
    ['a star beside letters', [{ ...www, name: '*a.example.com' }], {}, 'the whole first label in place of *'],
    [
      'a value twice',
      [{ ...www, value: undefined, values: ['private-ipv4', '192.0.2.1', '192.0.2.1'] }],
      {},
      'records[0].values[2] is the same as values[1]',
    ],
    [
      'a value in two forms',
      [{ ...www, type: 'AAAA', value: undefined, values: ['2001:db8::1', '2001:DB8:0::1'] }],
      {},
      'values[1] is the same as values[0]',
    ],
    [
      '401 values',
      [{ ...www, value: undefined, values: Array.from({ length: 401 }, (_, n) => `10.1.${n >> 8}.${n & 255}`) }],
      {},
      'must be at most 400, not 401',
    ],
    [
      'a CNAME that names nothing',
      [{ ...www, type: 'CNAME', value: 'a..org' }],
      {},
      'records[0].value must be a domain name: it has an empty label',
    ],
    [
      'a text with a line break',
      [{ ...www, type: 'TXT', value: 'a\n' }],
      {},
      'records[0].value must be text without line breaks',
    ],
    ['a text with a quote left open', [{ ...www, type: 'TXT', value: '"abc' }], {}, 'strings that are all in quotes'],
    [
      'a CNAME beside an A',
      [www, { name: 'WWW.example.com.', type: 'CNAME', value: 'a.org' }],
      {},
      'records[1]: WWW.example.com is listed as A and as CNAME: DNS allows nothing beside a CNAME',
    ],
    [
      'an alias of itself',
      [{ name: 'www.example.com', type: 'A', alias: { hostedZoneId: 'Z1', dnsName: 'WWW.example.com.' } }],
      { hostedZoneId: '/hostedzone/Z1' },
      'records[0].alias.dnsName is the record itself',
    ],
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
    const values = Array.from({ length: 251 }, (_, n) => `10.1.0.${n}`);
    const two = ['a', 'b'].map((label) => ({ ...www, name: `${label}.example.com`, value: undefined, values }));
    expect(await refused(two)).toContain('1004 of 1000 elements');
    const text = {
      name: 'www.example.com',
      type: 'TXT',
      values: Array.from({ length: 5 }, (_, n) => `${n}${'あ'.repeat(300)}`),
    };
    expect(await refused([text])).toMatch(/of 32000 characters/);
  });

  test('a place: file, line and path of the value that is wrong', async () => {
    expect(await refused([www, { ...www, name: 'api.example.com', value: 'x' }])).toMatch(
      /kirikae\.yaml:\d+:\d+: groups\.laws\.resources\[0\]\.records\[1\]\.value/,
    );
  });
});
