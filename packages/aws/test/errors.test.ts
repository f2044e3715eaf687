import { describe, expect, test } from 'vitest';
import { fromSdk } from '../src/sdk-error.ts';

const about = {
  wanted: 'associate it',
  action: 'ec2:AssociateAddress',
  provider: "the instance's role",
  service: 'EC2',
  region: 'ap-northeast-1',
};

/** An answer of AWS as the SDK throws it. */
const answer = (name: string, status: number, message = 'text') =>
  Object.assign(new Error(message), {
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: status, requestId: 'r-1' },
  });

/** A failure of the connection as the SDK throws it. */
const network = (fields: { code?: string; name?: string; syscall?: string }) => Object.assign(new Error('x'), fields);

describe('an answer of AWS', () => {
  test.each([
    ['UnauthorizedOperation', 403, 'AWS_DENIED', 'denied'],
    ['AccessDenied', 403, 'AWS_DENIED', 'denied'],
    ['AccessDeniedException', 403, 'AWS_DENIED', 'denied'],
    ['AuthFailure', 401, 'AWS_CREDENTIALS_REFUSED', 'denied'],
    ['RequestExpired', 400, 'AWS_CREDENTIALS_REFUSED', 'denied'],
    ['ExpiredToken', 403, 'AWS_CREDENTIALS_REFUSED', 'denied'],
    ['SignatureDoesNotMatch', 403, 'AWS_CREDENTIALS_REFUSED', 'denied'],
    ['RequestLimitExceeded', 503, 'AWS_THROTTLED', 'unreachable'],
    ['EC2ThrottledException', 503, 'AWS_THROTTLED', 'unreachable'],
    ['Throttling', 400, 'AWS_THROTTLED', 'unreachable'],
    ['PriorRequestNotComplete', 400, 'AWS_THROTTLED', 'unreachable'],
    ['InternalError', 500, 'AWS_SERVER', 'unreachable'],
    ['ServiceUnavailable', 503, 'AWS_SERVER', 'unreachable'],
    ['InvalidAllocationID.NotFound', 400, 'AWS_NO_SUCH_ID', 'failed'],
    ['NoSuchHostedZone', 404, 'AWS_NO_SUCH_ID', 'failed'],
    ['Gateway.NotAttached', 400, 'AWS_REFUSED', 'failed'],
  ])('%s (%i) is %s, %s', (name, status, code, kind) => {
    expect(fromSdk(answer(name, status), about)).toMatchObject({ code, kind, requestId: 'r-1' });
  });

  test('that has no place in the table keeps its own name and text', () => {
    const error = fromSdk(answer('Something.New', 400, 'what AWS says\nand more'), about);
    expect(error.message).toBe('cannot associate it, AWS refuses it (Something.New: what AWS says)');
  });

  test('with a list of messages gives them all', () => {
    const error = Object.assign(answer('InvalidChangeBatch', 400), { messages: ['first thing', 'second thing'] });
    expect(fromSdk(error, about).message).toContain('(InvalidChangeBatch: first thing; second thing)');
  });

  test('that denies names action and provider, and what to do', () => {
    const { message, hint } = fromSdk(answer('UnauthorizedOperation', 403), about);
    expect(message).toBe("cannot associate it, AWS denies ec2:AssociateAddress to the instance's role");
    expect(hint).toBe('add it to its policy');
  });

  const NOT_YOURS = 'You do not have permission to access the specified resource.';

  test('AuthFailure with 400 is of the credentials, unless AWS has accepted them in this run: then another has the thing', () => {
    const refused = answer('AuthFailure', 400, NOT_YOURS);
    expect(fromSdk(refused, about)).toMatchObject({ code: 'AWS_CREDENTIALS_REFUSED', kind: 'denied' });
    const error = fromSdk(refused, { ...about, holder: 'eni-1' });
    expect(error).toMatchObject({ code: 'AWS_KEPT', kind: 'conflict', ambiguous: false });
    expect(error.message).toBe(
      `cannot associate it, eni-1 holds it, and AWS refuses to move it (AuthFailure: ${NOT_YOURS})`,
    );
    expect(fromSdk(answer('AuthFailure', 401), { ...about, holder: 'eni-1' })).toMatchObject({ kind: 'denied' });
  });

  test('Resource.AlreadyAssociated is in AWS’s words', () => {
    const error = fromSdk(answer('Resource.AlreadyAssociated', 400, 'it is'), { ...about, holder: 'i-2' });
    expect(error).toMatchObject({ code: 'AWS_KEPT', kind: 'conflict' });
    expect(error.message).toContain('i-2 holds it, and AWS refuses to move it (Resource.AlreadyAssociated: it is)');
  });

  test('is masked before it is cut, and what AWS names in it stays', () => {
    const arn = `arn:aws:sts::123456789012:assumed-role/${'long-'.repeat(12)}name/i-0123456789abcdef0`;
    const told = `${arn} ${'word '.repeat(76)}secret-${'s'.repeat(60)}`;
    const { message } = fromSdk(answer('Strange', 400, told), { ...about, secrets: [`secret-${'s'.repeat(60)}`] });
    expect(message).toContain(arn);
    expect(message).not.toContain('secret');
  });

  test.each([
    ['RequestLimitExceeded', 503, { transient: 'throttled', ambiguous: false }],
    ['InternalError', 500, { transient: 'refused', ambiguous: true }],
    ['UnauthorizedOperation', 403, { transient: undefined, ambiguous: false }],
  ])('%s says whether trying again helps, and whether it may have had an effect', (name, status, expected) => {
    expect(fromSdk(answer(name, status), about)).toMatchObject(expected);
  });
});

describe('a connection', () => {
  test.each([
    ['refused', { code: 'ECONNREFUSED', syscall: 'connect' }],
    ['to a name that is not known', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['without a route', { code: 'EHOSTUNREACH', syscall: 'connect' }],
    ['that was not made in time', { name: 'TimeoutError' }],
    ['that the kernel gave up making', { name: 'TimeoutError', code: 'ETIMEDOUT', syscall: 'connect' }],
  ])('%s had no effect for certain', (_, fields) => {
    expect(fromSdk(network(fields), about)).toMatchObject({ code: 'AWS_UNREACHABLE', ambiguous: false });
  });

  test.each([
    ['reset in the middle, which the SDK calls a time-out', { name: 'TimeoutError', code: 'ECONNRESET' }],
    ['broken while writing', { name: 'TimeoutError', code: 'EPIPE' }],
    ['without an answer in time', { name: 'TimeoutError', code: 'ETIMEDOUT' }],
    ['aborted', { name: 'AbortError' }],
  ])('%s may have had an effect', (_, fields) => {
    expect(fromSdk(network(fields), about)).toMatchObject({ code: 'AWS_SILENT', ambiguous: true, transient: 'silent' });
  });
});

describe('what the SDK throws', () => {
  const unread = (status: number) =>
    Object.assign(new Error('mismatched tags'), { $metadata: { httpStatusCode: status } });

  test.each([200, 400, 500])('for an answer with %i that it cannot read is no answer of AWS', (status) => {
    expect(fromSdk(unread(status), about)).toMatchObject({ code: 'AWS_GARBAGE', kind: 'unreachable', ambiguous: true });
  });

  test.each([
    ['an error without a name', answer('Unknown', 400)],
    ['a path that nobody knows', answer('NotFound', 404)],
    ['a redirect', answer('PermanentRedirect', 301)],
    ['two texts in place of one', Object.assign(answer('AuthFailure', 400), { message: ['one', 'two'] as never })],
    ['not HTTP', network({ code: 'HPE_INVALID_CONSTANT' })],
    ['an answer of STS without credentials', network({ name: 'CredentialsProviderError' })],
  ])('for %s is no answer of AWS', (_, thrown) => {
    const sts = thrown.name === 'CredentialsProviderError';
    if (sts) thrown.message = 'Invalid response from STS.assumeRole call with role arn:x';
    expect(fromSdk(thrown, about)).toMatchObject({ code: 'AWS_GARBAGE', kind: 'unreachable', ambiguous: true });
  });
});

test('an error of ours stays as it is', () => {
  const ours = fromSdk(answer('AccessDenied', 403), about);
  expect(fromSdk(ours, { ...about, action: 'ec2:Other' })).toBe(ours);
});

test('the cause is kept', () => {
  const thrown = answer('AccessDenied', 403);
  expect(fromSdk(thrown, about).cause).toBe(thrown);
});
