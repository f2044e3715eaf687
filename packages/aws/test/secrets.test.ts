import { describe, expect, test } from 'vitest';
import { aboutService } from '../src/about.ts';
import { metadataOf } from '../src/index.ts';
import { fromSdk } from '../src/sdk-error.ts';
import { newHost, settings } from './host.ts';

const EXTERNAL_ID = 'kirikae-shared-secret';
const TOKEN = `IQoJb3JpZ2luX2VjE${'A1b2/c3+'.repeat(20)}==`;

/** What is told of an answer with this text. */
function told(text: string, name = 'ValidationError') {
  const env = { AWS_SESSION_TOKEN: 'short-session-token', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-password' };
  const about = {
    ...aboutService('sts', settings({ externalId: EXTERNAL_ID }), newHost({ env })),
    wanted: 'assume it',
    action: 'sts:AssumeRole',
  };
  const error = Object.assign(new Error(text), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
  return fromSdk(error, about).message;
}

describe('a text of AWS', () => {
  test.each([
    ['the external id of the file', `no session for ${EXTERNAL_ID} here`, 'no session for ... here'],
    ['a secret of the environment', 'bad short-session-token, container-password', 'bad ..., ...'],
    ['a session token', `token ${TOKEN} is malformed`, 'token ... is malformed'],
    [
      'a quoted parameter',
      "Value 'x!' at 'externalId' failed to satisfy",
      "value '...' at 'externalId' failed to satisfy",
    ],
    ['the user of an address', 'cannot reach https://user:pw@proxy.example/x', 'cannot reach https://proxy.example/x'],
  ])('is told without %s', (_, text, expected) => {
    expect(told(text)).toBe(`cannot assume it, AWS refuses it (ValidationError: ${expected})`);
  });

  test('keeps ids, ARNs and regions', () => {
    const text = 'User: arn:aws:sts::123456789012:assumed-role/kirikae-node/i-0123456789abcdef0 in ap-northeast-1';
    expect(told(text)).toContain(text);
  });

  test('is told without them in any of our errors, and the table of what is told has no list of them', () => {
    expect(told(`${EXTERNAL_ID}`, 'AuthFailure')).not.toContain(EXTERNAL_ID);
    expect(told(`${EXTERNAL_ID}`, 'InternalFailure')).not.toContain(EXTERNAL_ID);
  });
});

describe('the address of the metadata service', () => {
  test('is told without its user and password', async () => {
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://admin:hunter2@127.0.0.1:1' };
    const silent = metadataOf(newHost({ env, attempts: 1 })).get('meta-data/instance-id');
    await expect(silent).rejects.toMatchObject({ code: 'METADATA_SILENT' });
    await expect(silent).rejects.toThrow('at http://127.0.0.1:1 does not answer');
  });

  test('is told without them too if it is none', () => {
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'admin:hunter2@imds:port' };
    expect(() => metadataOf(newHost({ env }))).toThrow('AWS_EC2_METADATA_SERVICE_ENDPOINT is imds:port, which is no');
  });
});
