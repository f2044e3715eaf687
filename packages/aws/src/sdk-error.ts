import { KirikaeError } from '@kirikae/core';
import type { About } from './about.ts';
import { clockDifference, isByClock } from './clock.ts';
import { denialOf } from './denial.ts';
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
/** What EC2 says of a thing that is just starting or changing: it passes, if not within this run, then later. */
const IN_TRANSIT = /^(IncorrectInstanceState|IncorrectState)$/;
/** The same in words, where the name is that of a wrong id. */
const SAYS_IN_TRANSIT = /\b(pending|not in a valid state)\b/i;
/** What AWS says of a thing that is quite new. */
const MAY_BE_NEW = /^(InvalidNetworkInterfaceID\.NotFound|InvalidInstanceID\.NotFound)$/;
/** How long, in ms, such a thing may be unknown until it is said to be so. */
const PASSING = 3_000;
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN)$/;

type Code = keyof typeof AWS_ERRORS;
type Make = (code: Code, more?: Record<string, string>, encoded?: string) => KirikaeError;

/**
 * An error of the SDK as one of ours. What AWS names and we do not know keeps its own name in the message. Only an answer of AWS, with
 * a name of AWS's in it, says that something is refused, denied or not found; whatever else the SDK throws is "cannot tell".
 */
export function fromSdk(thrown: unknown, about: About): KirikaeError {
  if (thrown instanceof KirikaeError) return thrown;
  if (thrown instanceof EgressError) {
    const { row, params, ambiguous } = thrown;
    return awsError(row, about.wanted, { service: about.service, ...params }, { cause: thrown, ambiguous });
  }
  const error = inWords(thrown as Thrown);
  const { name = 'Error', message = '', $metadata: { httpStatusCode: status = 0, requestId = '' } = {} } = error;
  const told = (text: string) => firstLine(text, about.secrets);
  const { secrets: _, seen: __, needs: ___, holder = '', ...params } = about;
  const make: Make = (code, more = {}, encoded) =>
    awsError(
      code,
      about.wanted,
      { ...params, holder, name, text: told(error.messages?.join('; ') || message), ...more },
      { cause: thrown, ...(requestId && { requestId }), ...(encoded && { encoded }) },
    );
  if (error.code === 'ERR_INVALID_URL')
    return make('ENDPOINT_INVALID', { name: 'the endpoint', value: 'not written as one' });
  if (name === 'CredentialsProviderError' && !FROM_STS.test(message)) return make('AWS_CREDENTIALS_NONE');
  if (name === 'TooBigError') return make('AWS_TOO_BIG', { limit: told(message) });
  const noAnswer = whyNoAnswer(error, status);
  if (noAnswer) return make('AWS_GARBAGE', { reason: told(noAnswer) });
  if (error.$fault === undefined) return network(error, told(message), make);
  return refusal(error, status, about, make);
}

/** An error as it is, unless its answer had something else where AWS has a text: then it is one without a name. */
function inWords(error: Thrown): Thrown {
  const texts: unknown[] = [error.name ?? '', error.message ?? '', ...[error.messages ?? []].flat()];
  if (texts.every((text) => typeof text === 'string')) return error;
  return { ...error, name: 'Unknown', message: '', messages: [], $fault: 'client', $metadata: error.$metadata ?? {} };
}

/** What the SDK says of an answer of STS without credentials in it. */
const FROM_STS = /^Invalid response from STS/;
/** What the SDK calls an error in whose answer AWS names none. */
const NAMELESS = /^(Unknown|NotFound|UnknownError)$/;

/** Why what came back is no answer of AWS; undefined if it is one, or nothing came back. */
function whyNoAnswer({ name = '', message = '', code = '', $fault }: Thrown, status: number): string | undefined {
  if (name === 'GarbageError' || FROM_STS.test(message)) return message;
  if (code.startsWith('HPE_')) return 'not HTTP';
  if (status === 0) return undefined;
  if ($fault === undefined) return `it cannot be read: ${message.replace('@aws-sdk XML parse error: ', '')}`;
  if (status < 400) return `HTTP ${status}`;
  return status < 500 && NAMELESS.test(name) ? `HTTP ${status} without a name of an error` : undefined;
}

/** What AWS answers where it does not do what was asked. */
function refusal(error: Thrown, status: number, about: About, make: Make): KirikaeError {
  const { name = '', message = '' } = error;
  if (THROTTLED.test(name)) return make('AWS_THROTTLED');
  if (DENIED.test(name)) {
    const { who, encoded, remedy } = denialOf(message, about);
    return make('AWS_DENIED', { who: firstLine(who, about.secrets), remedy }, encoded);
  }
  if (isByClock(error)) return make('AWS_CLOCK', { difference: clockDifference(error) });
  if (isKept(name, status, about)) return make('AWS_KEPT');
  if (CREDENTIALS.test(name)) return make('AWS_CREDENTIALS_REFUSED');
  if (IN_TRANSIT.test(name) || (/^InvalidInstanceID$/.test(name) && SAYS_IN_TRANSIT.test(message)))
    return make('AWS_IN_TRANSIT');
  if (MAY_BE_NEW.test(name) && isNew(name, about)) return make('AWS_NOT_YET');
  if (NOT_FOUND.test(name)) return make('AWS_NO_SUCH_ID');
  return status >= 500 ? make('AWS_SERVER') : make('AWS_REFUSED');
}

/** True where AWS says of a thing, not of the credentials, that it is another's: EC2 has the name of wrong credentials for that too. */
const isKept = (name: string, status: number, { holder }: About): boolean =>
  holder !== undefined && (name === 'Resource.AlreadyAssociated' || (name === 'AuthFailure' && status === 400));

/** True until the same refusal of the same thing is older than it can be if it is to pass. */
function isNew(name: string, { wanted, seen }: About): boolean {
  const key = `${name} ${wanted}`;
  const since = seen?.get(key) ?? performance.now();
  seen?.set(key, since);
  return seen !== undefined && performance.now() - since < PASSING;
}

/**
 * Not an answer of AWS. A connection that was never made cannot have had an effect; everything else may have, a reset one too:
 * the SDK calls that a time-out as well, and only its own time-out for connecting has no code.
 */
function network({ name, code = '', syscall }: Thrown, text: string, make: Make): KirikaeError {
  const connecting = NOT_SENT.test(code) || syscall === 'connect' || (name === 'TimeoutError' && code === '');
  if (connecting) return make('AWS_UNREACHABLE', { reason: code || 'no connection in time' });
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ETIMEDOUT')
    return make('AWS_SILENT', { reason: '' });
  return make('AWS_SILENT', { reason: ` (${code || text || String(name)})` });
}
