import { KirikaeError } from '@kirikae/core';
import type { About } from './about.ts';
import { clockDifference, isByClock } from './clock.ts';
import { EgressError } from './egress/failure.ts';
import { type AWS_ERRORS, awsError } from './errors.ts';
import { firstLine } from './secrets.ts';

/** What the SDK throws, as far as it is looked at here. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
  /** Route 53 says here what is wrong with a change. */
  readonly messages?: readonly string[];
  readonly code?: string;
  readonly syscall?: string;
  readonly $fault?: string;
  readonly $metadata?: { httpStatusCode?: number; requestId?: string };
}

// facts: EC2 "Error codes" and the retry tables of the SDK; PriorRequestNotComplete is Route 53's word for "one change at a time"
const THROTTLED =
  /^(RequestLimitExceeded|Throttling(Exception)?|ThrottledException|EC2ThrottledException|TooManyRequestsException|RequestThrottled(Exception)?|PriorRequestNotComplete|SlowDown|BandwidthLimitExceeded)$/;
const DENIED = /^(UnauthorizedOperation|AccessDenied(Exception)?|OptInRequired)$/;
const CREDENTIALS =
  /^(AuthFailure|ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidAccessKeyId|MissingAuthenticationToken|IncompleteSignature|InvalidSignatureException|RequestTimeTooSkewed|RequestInTheFuture|InvalidIdentityToken(Exception)?|IDPRejectedClaim(Exception)?)$/;
const NOT_FOUND = /(\.NotFound|^NoSuchHostedZone)$/;
/** What AWS says of a thing that is quite new, or just starting. */
const MAY_PASS = /^(IncorrectInstanceState|InvalidNetworkInterfaceID\.NotFound|InvalidInstanceID\.NotFound)$/;
/** How long, in ms, such a thing may take until it is said to be so. */
const PASSING = 3_000;
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN)$/;

/** An error of the SDK as one of ours. What AWS names and we do not know keeps its own name in the message. */
export function fromSdk(thrown: unknown, about: About): KirikaeError {
  if (thrown instanceof KirikaeError) return thrown;
  if (thrown instanceof EgressError) {
    const { row, params, ambiguous } = thrown;
    return awsError(row, about.wanted, { service: about.service, ...params }, { cause: thrown, ambiguous });
  }
  const error = thrown as Thrown;
  const { name = 'Error', message = '', $metadata: { httpStatusCode: status = 0, requestId = '' } = {} } = error;
  const told = (text: string) => firstLine(text, about.secrets);
  const { secrets: _, seen: __, ...params } = about;
  const make = (code: keyof typeof AWS_ERRORS, more: Record<string, string> = {}) =>
    awsError(
      code,
      about.wanted,
      { ...params, name, text: told(error.messages?.join('; ') || message), ...more },
      { cause: thrown, ...(requestId && { requestId }) },
    );
  if (error.code === 'ERR_INVALID_URL')
    return make('ENDPOINT_INVALID', { name: 'the endpoint', value: 'not written as one' });
  if (name === 'CredentialsProviderError') return make('AWS_CREDENTIALS_NONE');
  if (name === 'GarbageError') return make('AWS_GARBAGE', { reason: told(message) });
  if (error.$fault === undefined && status === 0) return network(error, told(message), make);
  if (THROTTLED.test(name)) return make('AWS_THROTTLED');
  if (DENIED.test(name)) return make('AWS_DENIED');
  if (isByClock(thrown)) return make('AWS_CLOCK', { difference: clockDifference(thrown) });
  if (CREDENTIALS.test(name)) return make('AWS_CREDENTIALS_REFUSED');
  if (MAY_PASS.test(name) && isNew(name, about)) return make('AWS_NOT_YET');
  if (NOT_FOUND.test(name)) return make('AWS_NO_SUCH_ID');
  return status >= 500 ? make('AWS_SERVER') : make('AWS_REFUSED');
}

/** True until the same refusal of the same thing is older than it can be if it is to pass. */
function isNew(name: string, { wanted, seen }: About): boolean {
  const key = `${name} ${wanted}`;
  const since = seen?.get(key) ?? performance.now();
  seen?.set(key, since);
  return seen !== undefined && performance.now() - since < PASSING;
}

type Make = (code: keyof typeof AWS_ERRORS, more?: Record<string, string>) => KirikaeError;

/**
 * Not an answer of AWS. A connection that was never made cannot have had an effect; everything else may have, a reset one too:
 * the SDK calls that a time-out as well, and only its own time-out for connecting has no code.
 */
function network({ name, code = '', syscall }: Thrown, text: string, make: Make): KirikaeError {
  const connecting = NOT_SENT.test(code) || syscall === 'connect' || (name === 'TimeoutError' && code === '');
  if (connecting) return make('AWS_UNREACHABLE', { reason: code || 'no connection in time' });
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ETIMEDOUT')
    return make('AWS_SILENT', { reason: 'no answer in time' });
  return make('AWS_SILENT', { reason: code || text || String(name) });
}
