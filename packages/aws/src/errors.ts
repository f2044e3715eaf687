import { type ErrorRow, errorsFrom, type Kind, KirikaeError, type Transient } from '@kirikae/core';
import { clockDifference, isByClock } from './clock.ts';
import { withoutSecrets } from './secrets.ts';

const row = (
  kind: Kind,
  problem: string,
  hint: string,
  more: { transient?: Transient; ambiguous?: boolean } = {},
): ErrorRow => ({ kind, problem, hint, ...more });

const AGAIN = 'run it again; that is safe';

/** Every error that AWS resource types share. The reference page of errors is made from this. */
export const AWS_ERRORS = {
  AWS_DENIED: row('denied', 'AWS denies {action}', "add {action} to the policy of this node's role ({provider})"),
  AWS_CREDENTIALS_NONE: row(
    'denied',
    'there are no credentials from {provider}',
    'attach a role to the instance, or name a profile under defaults.aws that has them',
  ),
  AWS_CREDENTIALS_FAILED: row('denied', '{provider} gives no credentials ({reason})', '{remedy}'),
  AWS_CREDENTIALS_REFUSED: row(
    'denied',
    'AWS refuses the credentials from {provider} ({name}: {text})',
    'renew them, and check the clock of this node',
  ),
  AWS_NOT_FOUND: row('failed', '{what} is not found in {region}', 'check the id and the region'),
  AWS_NO_SUCH_ID: row('failed', 'AWS knows no such id in {region} ({name}: {text})', 'check the id and the region'),
  AWS_CONFLICT: row(
    'conflict',
    '{holder} holds it, and takeover: if-free forbids taking it',
    'deactivate it there, or set takeover: always',
  ),
  AWS_REFUSED: row('failed', 'AWS refuses it ({name}: {text})', 'mend what AWS names and run it again'),
  AWS_THROTTLED: row('unreachable', 'AWS throttles {action} ({name})', AGAIN, { transient: 'throttled' }),
  AWS_CLOCK: row(
    'denied',
    'AWS refuses the signature ({name}: {text}), and the clock of this node is {difference}',
    "set this node's clock (Amazon Time Sync, 169.254.169.123)",
  ),
  AWS_NOT_YET: row('failed', 'AWS does not let it happen yet ({name}: {text})', AGAIN, { transient: 'refused' }),
  AWS_SERVER: row('unreachable', 'AWS has a fault ({name}: {text})', AGAIN, { transient: 'refused', ambiguous: true }),
  AWS_UNREACHABLE: row(
    'unreachable',
    'there is no connection to {service} ({reason})',
    'check route, security group and endpoint of this node',
    { transient: 'refused' },
  ),
  AWS_SILENT: row(
    'unreachable',
    '{service} does not answer ({reason})',
    'check route, security group and endpoint of this node',
    { transient: 'silent', ambiguous: true },
  ),
  AWS_GARBAGE: row(
    'unreachable',
    'the answer is not one of {service} ({reason})',
    'check the endpoint, and any proxy before it',
    { transient: 'refused', ambiguous: true },
  ),
  METADATA_SILENT: row(
    'unreachable',
    'the instance metadata service at {endpoint} does not answer ({reason})',
    'enable it for this instance, or name this node under nodes: with metadata: off',
    { transient: 'refused' },
  ),
  METADATA_REFUSED: row(
    'unreachable',
    'the instance metadata service refuses {path} (HTTP {status})',
    'enable IMDSv2 for this instance, with hop limit 2 in a container',
    { transient: 'refused' },
  ),
  METADATA_LACKS: row(
    'unreachable',
    'the instance metadata service does not tell {path}',
    'run it again; if that does not help, check that the interface is attached',
    { transient: 'refused' },
  ),
  METADATA_GARBAGE: row(
    'unreachable',
    'what is told of {path} is not from the instance metadata service',
    'check AWS_EC2_METADATA_SERVICE_ENDPOINT, and what else answers at that address',
    { transient: 'refused' },
  ),
  ENDPOINT_INVALID: row(
    'usage',
    '{name} is {value}, which is no address',
    'correct it, or take it out of the environment',
  ),
  METADATA_OFF: row(
    'usage',
    'metadata is off and nodes: has no {field} for node {node}',
    'add {field} under nodes.{node}',
  ),
  PRIVATE_IP_NONE: row(
    'usage',
    'metadata is off and nodes: says nothing of the addresses of {interface}',
    'name privateIp of the resource',
  ),
  REGION_NONE: row('usage', 'no region is known', 'add region: under defaults.aws'),
  ADDRESS_NONE: row('usage', 'this node has no {kind} address', 'give it one, or write another value'),
  ADDRESS_UNKNOWN: row('usage', '{address} is not a private address of {interface}', 'its addresses are: {addresses}'),
  INTERFACE_UNKNOWN: row('usage', '{what} is not an interface of this node', 'the interfaces here are: {interfaces}'),
} satisfies Record<string, ErrorRow>;

/** Makes an error of the AWS table. */
export const awsError = errorsFrom(AWS_ERRORS);

/** What a request is about, for the errors it may end in. */
export interface About {
  /** After "cannot": "associate eipalloc-0abc with eni-1". */
  readonly wanted: string;
  /** The permission it needs: `ec2:AssociateAddress`. */
  readonly action: string;
  /** Where the credentials come from, as far as known. */
  readonly provider: string;
  readonly service: string;
  /** Where ids are looked for. */
  readonly region: string;
  /** What must not be in a message, whoever quotes it. */
  readonly secrets?: readonly string[];
  /** When each refusal that may pass was first seen in this run, as `performance.now()`. */
  readonly seen?: Map<string, number>;
}

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
  const error = thrown as Thrown;
  const { name = 'Error', message = '', $metadata: { httpStatusCode: status = 0, requestId = '' } = {} } = error;
  const told = (text: string) => withoutSecrets(oneLine(text), about.secrets);
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

const oneLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300);
