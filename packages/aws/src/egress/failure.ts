import type { AWS_ERRORS } from '../errors.ts';
import type { HttpProxy } from './proxy.ts';

/** A request that did not get out: the row of the error table, and what fills it. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly row: keyof typeof AWS_ERRORS;
  readonly params: Readonly<Record<string, string>>;
  /** True if it may have had an effect all the same. */
  readonly ambiguous: boolean;

  constructor(
    row: keyof typeof AWS_ERRORS,
    params: Readonly<Record<string, string>>,
    { ambiguous = false, cause }: { ambiguous?: boolean; cause?: unknown } = {},
  ) {
    super(row, { cause });
    this.row = row;
    this.params = params;
    this.ambiguous = ambiguous;
  }
}

/** What Node throws for a connection, as far as it is looked at here. */
export interface Broken {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly syscall?: string;
  /** Who signed the certificate that is not trusted: see `agent.ts`. */
  readonly issuer?: string;
}

// facts: the verification errors of OpenSSL under Node's names for them (`X509ErrorCode`), and its own for a wrong host
const UNTRUSTED =
  /^(UNABLE_TO_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|(CERT|CRL)_[A-Z_]+|ERROR_IN_C(ERT|RL)_\w+|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_\w+)$/;
const SAID: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host',
};

/** A handshake that failed, as the error of whoever was to be at the other end: `peer` is "EC2" or a proxy. Undefined for all else. */
export function handshakeFailure(error: Broken, peer: string | undefined): EgressError | undefined {
  const { code = '', issuer } = error;
  const params = peer === undefined ? {} : { service: peer };
  if (UNTRUSTED.test(code)) {
    const why = SAID[code] ? `${SAID[code]}, ${code}` : code;
    const reason = `${why}; issued by ${issuer || 'an authority that is not told'}`;
    return new EgressError('AWS_UNTRUSTED', { ...params, reason }, { cause: error });
  }
  if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
  // a connection that stood may break so too, with a request on it
  return new EgressError('AWS_NO_TLS', { ...params, reason: code }, { ambiguous: true, cause: error });
}

const UNRESOLVED = /^(ENOTFOUND|EAI_AGAIN|EAI_\w+)$/;

/** What stands between this node and the proxy, for a request that was not sent. */
export function proxyFailure(error: Broken, proxy: HttpProxy): EgressError {
  const { code = '', message = '', syscall, name } = error;
  const handshake = handshakeFailure(error, `the proxy ${proxy.url}`);
  if (handshake) return handshake;
  const make = (row: EgressError['row'], reason: string) =>
    new EgressError(row, { proxy: proxy.url, source: proxy.source, reason }, { cause: error });
  if (UNRESOLVED.test(code)) return make('AWS_PROXY_UNKNOWN', code);
  if (syscall === 'connect') return make('AWS_PROXY_UNREACHABLE', code);
  const isClosed = /^(ECONNRESET|EPIPE)$/.test(code); // which the SDK calls a time-out as well
  if (/TimeoutError|AbortError/.test(name ?? '') && !isClosed) return make('AWS_PROXY_SILENT', 'no answer in time');
  if (code.startsWith('HPE_') || /header/i.test(message)) return make('AWS_PROXY_GARBAGE', 'its answer is not HTTP');
  return make('AWS_PROXY_CLOSED', code || 'at once');
}

/** What a proxy's own answer says. `target` is what was asked of it; `ambiguous`: the request itself was in its hands. */
export function proxyRefusal(status: number, proxy: HttpProxy, target: string, ambiguous = false): EgressError {
  const params = { proxy: proxy.url, source: proxy.source, target, status: String(status) };
  if (status === 407) {
    const reason = proxy.authorization ? 'refuses the user name or password' : 'wants a user name and password';
    return new EgressError('AWS_PROXY_CREDENTIALS', { ...params, reason });
  }
  if (status === 403) return new EgressError('AWS_PROXY_DENIED', params);
  if (!(status >= 300)) return new EgressError('AWS_PROXY_GARBAGE', { ...params, reason: 'its answer is not HTTP' });
  return new EgressError('AWS_PROXY_FAILED', params, { ambiguous });
}
