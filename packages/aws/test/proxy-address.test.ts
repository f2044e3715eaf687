import { describe, expect, test } from 'vitest';
import { egressOf } from '../src/egress/egress.ts';
import { parseProxy } from '../src/egress/proxy.ts';
import { newHost, settings } from './host.ts';

/** User and password as a proxy gets them. */
const loginOf = (text: string) =>
  Buffer.from(parseProxy(text, 'HTTPS_PROXY').authorization?.replace('Basic ', '') ?? '', 'base64').toString();

describe('the address of a proxy', () => {
  test.each([
    ['http://proxy.example.com:3128', 'http://proxy.example.com:3128'],
    ['http://proxy.example.com:3128/', 'http://proxy.example.com:3128'],
    ['HTTP://Proxy.Example.Com:3128', 'http://proxy.example.com:3128'],
    ['proxy.example.com:3128', 'http://proxy.example.com:3128'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128'],
    ['http://proxy.example.com', 'http://proxy.example.com:1080'],
    ['http://proxy.example.com:80', 'http://proxy.example.com:80'],
    ['https://proxy.example.com', 'https://proxy.example.com:443'],
    ['http://[fd00::1]:3128', 'http://[fd00::1]:3128'],
    ['http://user:password@proxy.example.com:3128', 'http://proxy.example.com:3128'],
    ['user:password@proxy.example.com:3128', 'http://proxy.example.com:3128'],
  ])('%s is %s', (text, url) => {
    expect(parseProxy(text, 'HTTPS_PROXY').url).toBe(url);
  });

  test.each([
    ['http://user:password@p:1', 'user:password'],
    ['http://us%20er:p%40ss%3Aw%C3%B6rd@p:1', 'us er:p@ss:wörd'],
    ['http://user:wörd@p:1', 'user:wörd'],
    ['http://user:100%@p:1', 'user:100%'],
    ['http://user:%zz%41@p:1', 'user:%zzA'],
    ['http://user@p:1', 'user:'],
    ['http://:password@p:1', ':password'],
    ['http://p:1', ''],
  ])('%s: logs in as %j', (text, login) => {
    expect(loginOf(text)).toBe(login);
  });

  test.each([
    ['socks5://user:hunter22@p:1', 'socks5:// is not supported'],
    ['socks5h://user:hunter22@p:1', 'socks5h:// is not supported'],
    ['ftp://p:1', 'ftp:// is not supported'],
    ['http://user:hunter22@p:1 ', 'there is a space'],
    ['http://user:hun ter22@p:1', 'there is a space'],
    ['http://p:1\n', 'there is a space or a line break'],
    ['http://user:hunter22/@p:1', 'it is not written as one'],
    ['http://p:99999', 'it is not written as one'],
    ['http://p:port', 'it is not written as one'],
    ['http://p:0', 'its port is 0'],
    ['http://', 'it is not written as one'],
    ['://', 'it is not written as one'],
    ['http://:3128', 'it is not written as one'],
  ])('%j is refused, and not quoted', (text, reason) => {
    expect(() => parseProxy(text, 'HTTPS_PROXY')).toThrow(
      expect.objectContaining({
        kind: 'usage',
        code: 'PROXY_INVALID',
        message: expect.stringMatching(new RegExp(`^cannot reach AWS, HTTPS_PROXY is not .*${reason}`)),
      }),
    );
    expect(() => parseProxy(text, 'HTTPS_PROXY')).not.toThrow(/hunter22|ter22/);
  });
});

/** By which proxy a request goes. */
async function proxyOf(env: Record<string, string>, protocol = 'https:', fields: Record<string, unknown> = {}) {
  const { proxyFor } = await egressOf(settings(fields), newHost({ env }));
  return proxyFor({ protocol, hostname: 'ec2.ap-northeast-1.amazonaws.com' })?.url;
}

describe('the proxy of a request', () => {
  const [one, other] = ['http://one:1', 'http://other:2'];

  test.each([
    [{ HTTPS_PROXY: one }, one, undefined],
    [{ https_proxy: one }, one, undefined],
    [{ https_proxy: one, HTTPS_PROXY: other }, one, undefined],
    [{ https_proxy: '', HTTPS_PROXY: other }, other, undefined],
    [{ HTTP_PROXY: one }, undefined, one],
    [{ http_proxy: one, HTTP_PROXY: other }, undefined, one],
    [{ HTTPS_PROXY: one, HTTP_PROXY: other }, one, other],
    [{ ALL_PROXY: one }, one, one],
    [{ all_proxy: one, ALL_PROXY: other }, one, one],
    [{ ALL_PROXY: one, HTTPS_PROXY: other }, other, one],
    [{ HTTPS_PROXY: one, NO_PROXY: 'amazonaws.com' }, undefined, undefined],
    [{ HTTPS_PROXY: one, no_proxy: 'amazonaws.com' }, undefined, undefined],
    [{ HTTPS_PROXY: one, no_proxy: 'elsewhere', NO_PROXY: 'amazonaws.com' }, one, undefined],
    [{ HTTPS_PROXY: one, no_proxy: '', NO_PROXY: '*' }, undefined, undefined],
    [{ HTTPS_PROXY: one, NO_PROXY: '' }, one, undefined],
    [{}, undefined, undefined],
  ])('with %j is %s for https and %s for http', async (env, https, http) => {
    expect([await proxyOf(env), await proxyOf(env, 'http:')]).toEqual([https, http]);
  });

  test('is that of the file before any of the environment, for https and http, and NO_PROXY counts for it too', async () => {
    const fields = { proxy: 'http://file:3' };
    expect(await proxyOf({ HTTPS_PROXY: one }, 'https:', fields)).toBe('http://file:3');
    expect(await proxyOf({ HTTP_PROXY: one }, 'http:', fields)).toBe('http://file:3');
    expect(await proxyOf({ NO_PROXY: '.amazonaws.com' }, 'https:', fields)).toBeUndefined();
  });

  test('may be a secret of the file: a variable', async () => {
    const fields = { proxy: { env: 'OUR_PROXY' } };
    expect(await proxyOf({ OUR_PROXY: 'http://user:hunter22@file:3' }, 'https:', fields)).toBe('http://file:3');
    await expect(proxyOf({ OUR_PROXY: 'socks5://user:hunter22@file:3' }, 'https:', fields)).rejects.toMatchObject({
      code: 'PROXY_INVALID',
      message: expect.stringContaining('proxy of the file is not the address of a proxy'),
    });
    await expect(proxyOf({}, 'https:', fields)).rejects.toMatchObject({ code: 'SECRET_MISSING' });
  });

  test('that cannot be one does not matter where it is not used', async () => {
    expect(await proxyOf({ HTTP_PROXY: 'socks5://p:1' }, 'https:')).toBeUndefined();
    expect(await proxyOf({ HTTPS_PROXY: 'socks5://p:1', NO_PROXY: '*' })).toBeUndefined();
    await expect(proxyOf({ HTTPS_PROXY: 'socks5://p:1' })).rejects.toMatchObject({ code: 'PROXY_INVALID' });
  });
});
