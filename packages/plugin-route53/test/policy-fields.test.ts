import { describe, expect, test } from 'vitest';
import { twoNodes, www } from './two-nodes.ts';
import { eachItsOwn } from './weighted-sets.ts';

const primary = { ...www, setIdentifier: 'main', failover: 'PRIMARY' };
const alias = { hostedZoneId: 'Z2FDTNDATAQYW2', dnsName: 'lb.example.net' };
const { value: _, ...plain } = www;
const shared = { ...eachItsOwn, setIdentifier: 'tokyo' };

describe('a file is refused, before anything is asked, with', () => {
  test.each([
    [
      'weight and failover',
      [{ ...primary, weight: 1 }],
      '[0].weight must not stand beside failover: a set has one policy (remove one of them)',
    ],
    [
      'an identifier alone',
      [{ ...www, setIdentifier: 'x' }],
      '[0].setIdentifier is for weighted and failover sets (add weight',
    ],
    ['a weight alone', [{ ...www, weight: 1 }], '[0].weight is for a set with an identifier (add setIdentifier)'],
    [
      'a role alone',
      [{ ...www, failover: 'PRIMARY' }],
      '[0].failover is for a set with an identifier (add setIdentifier)',
    ],
    ['a weight of 256', [{ ...shared, weight: 256 }], '[0].weight must be at most 255, not 256'],
    ['a negative weight', [{ ...shared, weight: -1 }], '[0].weight must be at least 0, not -1'],
    ['a weight that is no number', [{ ...shared, weight: 'all' }], '[0].weight must be'],
    ['half a weight', [{ ...shared, weight: 0.5 }], '[0].weight must be'],
    ['a weight of 0 for the active node', [{ ...eachItsOwn, weight: 0 }], '[0].weight must be 1 to 255'],
    [
      'a role that is none',
      [{ ...primary, failover: 'THIRD' }],
      '[0].failover must be PRIMARY or SECONDARY, not "THIRD"',
    ],
    ['an empty identifier', [{ ...primary, setIdentifier: '' }], '[0].setIdentifier must not be empty'],
    [
      'a long identifier',
      [{ ...primary, setIdentifier: 'x'.repeat(129) }],
      '[0].setIdentifier must not be longer than 128',
    ],
    [
      'one identifier for both nodes',
      [{ ...eachItsOwn, setIdentifier: { perNode: { a: 'x', b: 'x' } } }],
      '[0].setIdentifier must be another on each node, or be given once for all',
    ],
    [
      'an identifier that a node lacks',
      [{ ...eachItsOwn, setIdentifier: { perNode: { b: 'web-b' } } }],
      '[0].setIdentifier',
    ],
    [
      'a failover set for each node',
      [{ ...primary, setIdentifier: { perNode: { a: 'x', b: 'y' } } }],
      '[0].setIdentifier of a failover set is the same on every node: give it once',
    ],
    [
      'a health check of a simple set',
      [{ ...www, healthCheckId: 'hc-1' }],
      '[0].healthCheckId decides nothing where Route 53 has one set to answer with (add setIdentifier and weight or failover',
    ],
    [
      'a health check that is a list',
      [{ ...primary, healthCheckId: ['hc-1'] }],
      '[0].healthCheckId must be text, not a list',
    ],
    [
      'an alias with a value',
      [{ ...www, alias }],
      '[0].value is what the target of alias has (remove value, or alias)',
    ],
    [
      'an alias with values',
      [{ ...plain, values: ['192.0.2.1'], alias }],
      '[0].values is what the target of alias has',
    ],
    [
      'an alias with a TTL',
      [{ ...plain, ttl: 30, alias }],
      '[0].ttl is what the target of alias has (remove ttl, or alias)',
    ],
    [
      'an alias without a name',
      [{ ...plain, alias: { hostedZoneId: 'Z1' } }],
      '[0].alias.dnsName is missing (add dnsName: and after it a domain name)',
    ],
    [
      'an alias with a name that is none',
      [{ ...plain, alias: { ...alias, dnsName: 'a b' } }],
      'alias.dnsName must be a domain name',
    ],
    ['an alias without a zone', [{ ...plain, alias: { dnsName: 'a.org' } }], '[0].alias.hostedZoneId is missing'],
    [
      'an alias in a zone that is none',
      [{ ...plain, alias: { ...alias, hostedZoneId: 'a zone' } }],
      'alias.hostedZoneId must be the id',
    ],
    [
      'an alias whose health is text',
      [{ ...plain, alias: { ...alias, evaluateTargetHealth: 'yes' } }],
      'must be true or false',
    ],
    ['an unknown field of an alias', [{ ...plain, alias: { ...alias, dnsname: 'x' } }], 'unknown key dnsname'],
    [
      'a failover alias that does not look at its target',
      [{ ...plain, alias, setIdentifier: 'main', failover: 'PRIMARY' }],
      '[0].alias.evaluateTargetHealth must be true with failover (set it to true)',
    ],
    ['simple beside weighted', [www, shared], '[1] www.example.com A is listed as simple and as weighted (keep one'],
    ['weighted beside failover', [shared, primary], '[1] www.example.com A is listed as weighted and as failover'],
    [
      'weighted twice',
      [shared, { ...shared, setIdentifier: 'osaka' }],
      '[1] www.example.com A is listed twice (name the sets',
    ],
    [
      'two primary sets',
      [primary, { ...primary, setIdentifier: 'two' }],
      '[1] www.example.com A is listed twice (make one PRIMARY',
    ],
    ['one set with both roles', [primary, { ...primary, failover: 'SECONDARY' }], 'is listed twice (make one PRIMARY'],
  ])('%s', async (_, records, words) => {
    const { a, asked } = await twoNodes({ records, config: { onDeactivate: undefined } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(`${error?.message} (${error?.hint})`.replace(/(records\S*): /, '$1 ')).toContain(words);
    expect(error?.message).toMatch(/kirikae\.yaml:\d+:\d+: groups\.laws\.resources\[0\]\.records\[\d\]/);
    expect(asked('a')).toEqual([]);
  });
});

test('a TTL that is not given is 30, and none of an alias', async () => {
  const { a, find } = await twoNodes({ records: [{ ...www }, { ...plain, name: 'alias.example.com', alias }] });
  await a.activate();
  expect([find('www.example.com.')?.ttl, find('alias.example.com.')?.ttl]).toEqual([30, undefined]);
});
