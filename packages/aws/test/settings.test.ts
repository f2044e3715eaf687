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
  ['an unknown field', { reggion: 'x' }, 'unknown key reggion'],
])('%s is refused', (_, fields, words) => {
  expect(wrong(fields)).toContain(words);
});
