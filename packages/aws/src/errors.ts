import { type ErrorRow, errorsFrom, type Kind, type KirikaeError, type Status } from '@kirikae/core';

const row = (
  kind: Kind,
  problem: string,
  hint: string,
  more: Pick<ErrorRow, 'transient' | 'ambiguous' | 'lacking'> = {},
): ErrorRow => ({ kind, problem, hint, ...more });

/** A value that this node does not have, so that it never held what is made of it. */
const lack = (problem: string, hint: string): ErrorRow => row('usage', problem, hint, { lacking: true });

const AGAIN = 'run it again, that is safe';

/** Every error that AWS resource types share. The reference page of errors is made from this. */
export const AWS_ERRORS = {
  AWS_DENIED: row('denied', 'AWS denies {action} to {who}', '{remedy}'),
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
  AWS_KEPT: row(
    'conflict',
    '{holder} holds it, and AWS refuses to move it ({name}: {text})',
    'release it there: AWS moves nothing that a NAT gateway, a load balancer or another account holds',
  ),
  AWS_REFUSED: row('failed', 'AWS refuses it ({name}: {text})', 'mend what AWS names and run it again'),
  AWS_THROTTLED: row('unreachable', 'AWS throttles {action} ({name})', AGAIN, { transient: 'throttled' }),
  AWS_CLOCK: row(
    'denied',
    'AWS refuses the signature ({name}: {text}), and the clock of this node is {difference}',
    "set this node's clock (Amazon Time Sync, 169.254.169.123)",
  ),
  AWS_NOT_YET: row('failed', 'AWS does not let it happen yet ({name}: {text})', AGAIN, { transient: 'refused' }),
  AWS_IN_TRANSIT: row('unreachable', 'AWS does not let it happen in this state ({name}: {text})', AGAIN, {
    transient: 'refused',
  }),
  AWS_SERVER: row('unreachable', 'AWS has a fault ({name}: {text})', AGAIN, { transient: 'refused', ambiguous: true }),
  AWS_UNREACHABLE: row(
    'unreachable',
    'there is no connection to {service} ({reason})',
    'check route, security group and endpoint of this node',
    { transient: 'refused' },
  ),
  AWS_SILENT: row(
    'unreachable',
    '{service} does not answer{reason}',
    'check route, security group and endpoint of this node',
    { transient: 'silent', ambiguous: true },
  ),
  AWS_GARBAGE: row(
    'unreachable',
    'the answer is not one of {service} ({reason})',
    'check the endpoint, and any proxy before it',
    { transient: 'refused', ambiguous: true },
  ),
  AWS_UNTRUSTED: row(
    'unreachable',
    'the certificate of {service} is not trusted ({reason})',
    'if something here inspects TLS, put the certificate of its authority into a PEM file and name that under caBundle: in defaults.aws, or in AWS_CA_BUNDLE; else check the endpoint, and the clock of this node',
  ),
  AWS_NO_TLS: row(
    'unreachable',
    '{service} does not speak TLS there ({reason})',
    'check the endpoint, and any proxy before it',
    { transient: 'refused' },
  ),
  AWS_PROXY_CREDENTIALS: row(
    'denied',
    'the proxy {proxy} {reason} (HTTP {status})',
    'write user name and password into {source}, as http://USER:PASSWORD@HOST:PORT; in the file only by proxy: { env: NAME } or { file: PATH }',
  ),
  AWS_PROXY_DENIED: row(
    'denied',
    'the proxy {proxy} forbids {target} (HTTP {status})',
    'allow {target} there, or name it in NO_PROXY if this node reaches it without the proxy',
  ),
  AWS_PROXY_FAILED: row(
    'unreachable',
    'the proxy {proxy} does not get through to {target} (HTTP {status})',
    'see its log, and check the endpoint',
    { transient: 'refused' },
  ),
  AWS_PROXY_UNREACHABLE: row(
    'unreachable',
    'there is no connection to the proxy {proxy} ({reason})',
    'check {source}, route and security group of this node, and that the proxy runs',
    { transient: 'refused' },
  ),
  AWS_PROXY_UNKNOWN: row(
    'unreachable',
    'the name of the proxy {proxy} does not resolve ({reason})',
    'check {source}, and the name servers of this node',
    { transient: 'refused' },
  ),
  AWS_PROXY_SILENT: row(
    'unreachable',
    'the proxy {proxy} does not answer ({reason})',
    'check {source}, route and security group of this node, and that the proxy runs',
    { transient: 'silent' },
  ),
  AWS_PROXY_CLOSED: row(
    'unreachable',
    'the proxy {proxy} closes the connection without an answer ({reason})',
    'see its log, and check {source}',
    { transient: 'refused' },
  ),
  AWS_PROXY_GARBAGE: row('unreachable', 'what answers at {proxy} is not a proxy ({reason})', 'check {source}', {
    transient: 'refused',
  }),
  PROXY_INVALID: row(
    'usage',
    '{source} is not the address of a proxy ({reason})',
    'write it as http://HOST:PORT or https://HOST:PORT, or take it away',
  ),
  CA_BUNDLE_INVALID: row(
    'usage',
    '{path}, named by {source}, {reason}',
    'name a file with certificates in PEM that the user who runs kirikae may read, or take {source} away',
  ),
  CA_BUNDLE_UNSAFE: row(
    'usage',
    'the CA bundle that {source} names is not safe: {who} may write to {part}{reach}',
    'take that right away: {mend}',
  ),
  AWS_TOO_BIG: row(
    'unreachable',
    'the answer of {service} has more than {limit} bytes',
    'check the endpoint, and any proxy before it; ask about less in one resource',
    { ambiguous: true },
  ),
  METADATA_SILENT: row(
    'unreachable',
    'the instance metadata service at {endpoint} does not answer ({reason})',
    'enable it for this instance, in a container with a hop limit of 2 or the network of the host; or name this node under nodes: with metadata: off',
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
    'write an address such as https://HOST:PORT there, or take it out of the environment',
  ),
  SETTING_INVALID: row(
    'usage',
    '{name} is {value}, which is no {what}',
    'set it to {example}, or take it out of there',
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
  ADDRESS_NONE: lack('this node has no {kind} address', 'give it one, or write another value'),
  ADDRESS_UNKNOWN: lack('{address} is not a private address of {interface}', 'its addresses are: {addresses}'),
  INTERFACE_UNKNOWN: lack('{what} is not an interface of this node', 'the interfaces here are: {interfaces}'),
} satisfies Record<string, ErrorRow>;

/** Makes an error of the AWS table. */
export const awsError = errorsFrom(AWS_ERRORS);

/** The error where another has it, and `takeover: if-free` forbids taking it. */
export const held = (wanted: string, seen: Pick<Status, 'holder'>, cause?: unknown): KirikaeError =>
  awsError('AWS_CONFLICT', wanted, { holder: holderOf(seen) }, { cause });

/** Who has it, as far as a look tells. */
export const holderOf = ({ holder }: Pick<Status, 'holder'>): string => holder?.id ?? 'another node';
