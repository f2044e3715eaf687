import { expect, test } from 'vitest';
import { KirikaeError } from '../src/kirikae-error.ts';
import { conceal, concealAll, concealContent, concealEnvironment, mask, maskAll } from '../src/secrets.ts';

test('an error has no secret in its sentence and its hint', () => {
  conceal('hunter-two');
  const error = new KirikaeError('failed', 'it said hunter-two twice: hunter-two', { hint: 'not hunter-two' });
  expect([error.message, error.hint]).toEqual(['it said *** twice: ***', 'not ***']);
});

test('a secret is masked as it is written in addresses and in JSON as well', () => {
  conceal('a/b"c d\\e');
  expect(mask(`${encodeURIComponent('a/b"c d\\e')} ${JSON.stringify('a/b"c d\\e')}`)).toBe('*** "***"');
});

test('of two secrets that begin alike, no rest stays', () => {
  conceal('sesame');
  conceal('sesame-open');
  expect(mask('sesame-open sesame')).toBe('*** ***');
});

test('a short text is no secret, since it would blank ordinary words', () => {
  conceal('on');
  conceal('');
  expect(mask('one on two')).toBe('one on two');
});

test('all texts of a value are masked, keys and other things are not', () => {
  conceal('inner-secret');
  const value = { 'inner-secret': ['inner-secret', 1, null, { deep: 'x inner-secret' }] };
  expect(maskAll(value)).toEqual({ 'inner-secret': ['***', 1, null, { deep: 'x ***' }] });
});

test('an environment has its secrets in variables of certain names, and in addresses', () => {
  concealEnvironment({
    AWS_SECRET_ACCESS_KEY: 'env-secret-1',
    AWS_SESSION_TOKEN: 'env-secret-2',
    DB_PASSWORD: 'env-secret-3',
    PGPASSWORD: 'env-secret-5',
    MYSQL_PWD: 'env-secret-6',
    api_key: 'env-secret-7',
    SMTP_PASS: 'env-secret-8',
    PWD: '/srv/folder',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_ENDPOINT_URL_EC2: 'https://env-user:env%2Fsecret-4@example.com/x',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token-file',
    AWS_REGION: 'ap-northeast-1',
  });
  const told =
    'env-secret-1 env-secret-2 env-secret-3 env-secret-5 env-secret-6 env-secret-7 env-secret-8 env-user env%2Fsecret-4 env/secret-4';
  expect(mask(told)).toBe('*** '.repeat(10).trim());
  expect(
    mask('/var/run/token-file in /srv/folder, ap-northeast-1 at example.com by AKIAIOSFODNN7EXAMPLE'),
  ).not.toContain('•');
});

test('a file has secrets in its addresses', () => {
  concealContent({ list: [{ url: 'http://file-secret-4@example.com', region: 'eu-west-1' }] });
  expect(mask('file-secret-4 eu-west-1')).toBe('*** eu-west-1');
});

test('all texts of a hidden field are secrets, but not where one says where a secret is', () => {
  concealAll({ perNode: { a: 'file-secret-1', b: ['file-secret-2'] } });
  concealAll({ file: '/etc/secret-file' });
  expect(mask('file-secret-1 file-secret-2 /etc/secret-file')).toBe('*** *** /etc/secret-file');
});
