import { describe, expect, test } from 'vitest';
import { twoNodes, type WorldOptions, www } from './two-nodes.ts';

/* What Route 53 would refuse and the file alone does not show: told by the dry run and by activate, and nothing is sent. */

const other = (name: string, type: string, value: string) => ({ name, type, ttl: 30, values: [value] });
const cname = { name: 'www.example.com', type: 'CNAME', value: 'a.example.org' };

async function obstacle(options: WorldOptions) {
  const { a, batchesOf } = await twoNodes(options);
  const [planned, run] = [await a.activate({ dryRun: true }), await a.activate()];
  expect(planned.exitCode).toBe(run.exitCode);
  expect(planned.error?.message).toBe(run.error?.message);
  expect(batchesOf('a')).toEqual([]);
  return `${run.exitCode} ${run.error?.code}: ${run.error?.message} (${run.error?.hint})`;
}

describe('an obstacle in the zone is told, and nothing is written:', () => {
  test.each<[string, WorldOptions, string]>([
    [
      'a name outside the zone',
      { records: [{ ...www, name: 'www.example.org' }] },
      '1 ROUTE53_OUTSIDE: cannot set www.example.org A in Z0000000000001, it is not in that zone, which is example.com (write the name with example.com at its end, or the id of the zone that has it)',
    ],
    ['a name of another top', { records: [{ ...www, name: 'www.example.aaa' }] }, '1 ROUTE53_OUTSIDE'],
    ['a name that ends alike', { records: [{ ...www, name: 'www.badexample.com' }] }, '1 ROUTE53_OUTSIDE'],
    ['a name of one label', { records: [{ ...www, name: 'www.' }] }, '1 ROUTE53_OUTSIDE'],
    [
      'a CNAME at the apex',
      { records: [{ ...cname, name: 'example.com' }] },
      '1 ROUTE53_FOREIGN: cannot set example.com CNAME in Z0000000000001, there is an NS, beside which DNS allows no CNAME, that the file does not describe',
    ],
    [
      'an A where a CNAME is wanted',
      { records: [cname], present: [other('www.example.com', 'A', '192.0.2.1')] },
      '1 ROUTE53_FOREIGN: cannot set www.example.com CNAME in Z0000000000001, there is an A, beside which',
    ],
    [
      'a TXT where a CNAME is wanted',
      { records: [cname], present: [other('www.example.com', 'TXT', '"x"')] },
      'there is a TXT, beside which',
    ],
    [
      'a CNAME where a TXT is wanted',
      { records: [{ ...www, type: 'TXT' }], present: [other('www.example.com', 'CNAME', 'a.org')] },
      'cannot set www.example.com TXT in Z0000000000001, there is a CNAME that the file does not describe',
    ],
    [
      'a CNAME where a weighted TXT is wanted',
      {
        records: [{ ...www, type: 'TXT', setIdentifier: 'a', weight: 1 }],
        present: [other('www.example.com', 'CNAME', 'a.org')],
        config: { onDeactivate: undefined },
      },
      'there is a CNAME that the file does not describe',
    ],
    [
      'an alias of a record that is not there',
      {
        records: [
          {
            name: 'www.example.com',
            type: 'A',
            alias: { hostedZoneId: 'Z0000000000001', dnsName: 'gone.example.com' },
          },
        ],
      },
      '1 ROUTE53_TARGET: cannot set www.example.com A in Z0000000000001, it shall be an alias of gone.example.com A, which is not in the zone',
    ],
    [
      'an alias of a record of another type',
      {
        records: [
          {
            name: 'www.example.com',
            type: 'AAAA',
            alias: { hostedZoneId: 'Z0000000000001', dnsName: 'v4.example.com' },
          },
        ],
        present: [other('v4.example.com', 'A', '192.0.2.1')],
      },
      'it shall be an alias of v4.example.com AAAA',
    ],
  ])('%s', async (_, options, words) => expect(await obstacle(options)).toContain(words));
});

test('an alias of a record of the zone, or of one that comes with it, is taken', async () => {
  const alias = { hostedZoneId: '/hostedzone/Z0000000000001', dnsName: 'www.example.com' };
  const { a, find } = await twoNodes({ records: [www, { name: 'alias.example.com', type: 'A', alias }] });
  expect(await a.activate()).toMatchObject({ exitCode: 0 });
  expect(find('alias.example.com.')?.aliasTarget).toMatchObject({ dnsName: 'www.example.com.' });
});

test('what Route 53 refuses for good is not sent again by UPSERT', async () => {
  const alias = { hostedZoneId: 'Z2', dnsName: 'gone.example.net' };
  const { a, batchesOf, simulator } = await twoNodes({ records: [{ name: 'www.example.com', type: 'A', alias }] });
  simulator.addZone({ name: 'example.net', id: 'Z2' });
  const { exitCode, error } = await a.activate();
  expect([exitCode, error?.message]).toEqual([1, expect.stringContaining('but that target was not found')]);
  expect(batchesOf('a')).toHaveLength(1);
});

test('a health check that is not there is told in words of AWS, and nothing is written again', async () => {
  const { a, batchesOf } = await twoNodes({
    records: [{ ...www, setIdentifier: 'main', failover: 'PRIMARY', healthCheckId: 'none' }],
  });
  const { exitCode, error } = await a.activate();
  expect([exitCode, error?.message]).toEqual([1, expect.stringContaining('NoSuchHealthCheck')]);
  expect(batchesOf('a')).toHaveLength(1);
});

test.each([
  ['bare', (id: string) => id],
  ['with its path', (id: string) => `/hostedzone/${id}`],
  ['with its path, without the first slash', (id: string) => `hostedzone/${id}`],
])('the id of a zone is taken %s', async (_, written) => {
  const { a, zone, find } = await twoNodes({ config: { hostedZoneId: written('abc-0123') } });
  zone.id = 'abc-0123';
  expect(await a.activate()).toMatchObject({ exitCode: 0 });
  expect(find('www.example.com.')?.values).toEqual(['10.0.1.10']);
});
