import { expect, test } from 'vitest';
import { awsSettings } from '../src/index.ts';

/** The first thing that is wrong with a field. */
const wrong = (fields: Record<string, unknown>) => awsSettings.safeParse(fields).error?.issues[0]?.message;

test('times and metadata have defaults, in ms', () => {
  expect(awsSettings.parse({})).toEqual({ connectTimeout: 2_000, requestTimeout: 5_000, metadata: 'on' });
});

test.each([
  [true, 'on'],
  [false, 'off'],
  ['on', 'on'],
  ['off', 'off'],
])('metadata: %j is %s, as YAML tools write it', (metadata, expected) => {
  expect(awsSettings.parse({ metadata }).metadata).toBe(expected);
});

test.each([
  ['a zone in place of a region', { region: 'ap-northeast-1a' }, 'must be a region'],
  ['the name of a role in place of its ARN', { roleArn: 'kirikae' }, 'must be the ARN of a role'],
  ['a host in place of an address', { endpoints: { ec2: 'ec2.example.org' } }, 'must be an address such as https://'],
  ['a time without a unit', { requestTimeout: 5 }, 'must be a duration'],
  ['a proxy that is none', { proxy: 'proxy' }, 'must be http://HOST:PORT without user name and password, or { env'],
  ['a proxy of another kind', { proxy: 'socks5://proxy:1080' }, 'must be http://HOST:PORT'],
  ['a proxy with a password', { proxy: 'http://user:hunter22@proxy:3128' }, '{ file: PATH } for a secret one'],
  ['a proxy that is a list', { proxy: [] }, 'must be http://HOST:PORT'],
  ['a CA bundle without a name', { caBundle: '' }, 'must be the path of a PEM file'],
  ['a CA bundle that is a number', { caBundle: 1 }, 'must be the path of a PEM file'],
  ['an unknown field', { reggion: 'x' }, 'unknown key reggion'],
  ['another spelling of a service', { endpoints: { 'route-53': 'https://x.example' } }, 'did you mean route53?'],
  ['what is no service', { endpoints: { 'Elastic Load': 'https://x.example' } }, 'as elastic-load-balancing is'],
  ['a service with a host', { endpoints: { 'elastic-load-balancing': 'x' } }, 'must be an address such as https://'],
])('%s is refused', (_, fields, words) => {
  expect(wrong(fields)).toContain(words);
});
