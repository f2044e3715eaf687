import { expect, test } from 'vitest';
import { KirikaeError } from '../src/kirikae-error.ts';
import { readSecret } from '../src/secret.ts';
import { mask } from '../src/secrets.ts';

test('a secret that was read is in nothing that is said from then on', async () => {
  const value = 'token-of-this-test-alone';
  expect(mask(`sent ${value}`)).toContain(value);
  const host = { env: { BALANCER_TOKEN: value }, folder: '/' };
  expect(await readSecret({ env: 'BALANCER_TOKEN' }, host)).toBe(value);
  expect(mask(`sent ${value}`)).not.toContain(value);
  expect(new KirikaeError('failed', `refused ${value}`, { hint: `not ${value}` })).toMatchObject({
    message: expect.not.stringContaining(value),
    hint: expect.not.stringContaining(value),
  });
});

test('a secret that is not there is a usage error that names the place', async () => {
  const read = readSecret({ env: 'NO_SUCH_TOKEN' }, { env: {}, folder: '/' });
  await expect(read).rejects.toMatchObject({
    code: 'SECRET_MISSING',
    kind: 'usage',
    message: expect.stringContaining('NO_SUCH_TOKEN'),
  });
});
