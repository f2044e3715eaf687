import { KirikaeError } from '@kirikae/core';
import type { About } from './about.ts';
import { EgressError } from './egress/failure.ts';
import { awsError } from './errors.ts';
import { fromSdk } from './sdk-error.ts';
import { firstLine } from './secrets.ts';

/** Where credentials were to come from, and what to do if they do not. */
interface Source {
  readonly provider: string;
  readonly remedy: string;
  /** The request to STS that is part of it. */
  readonly about: About;
}

/**
 * Turns the failure of a source that was named into one of our errors. It is never passed over for the next source, which would be
 * another identity. What STS says or does not say stays what it is; all else is something to mend on this node.
 */
export const failureOf =
  ({ provider, remedy, about }: Source) =>
  (thrown: unknown): never => {
    if (isOfService(thrown)) throw fromSdk(thrown, about);
    const reason = firstLine(reasonOf(thrown), about.secrets);
    throw awsError('AWS_CREDENTIALS_FAILED', 'sign requests', { provider, reason, remedy }, { cause: thrown });
  };

/** True for an answer of a service, and for a connection to it. */
function isOfService(thrown: unknown): boolean {
  if (thrown instanceof KirikaeError || thrown instanceof EgressError) return true;
  const { name = '', $fault, syscall = '' } = thrown as { name?: string; $fault?: string; syscall?: string };
  if (name === 'CredentialsProviderError') return false;
  const isConnection =
    /^(TimeoutError|AbortError|GarbageError)$/.test(name) || /^(connect|getaddrinfo|read|write)$/.test(syscall);
  return $fault !== undefined || (isConnection && !('path' in (thrown as object)));
}

/** What was said, but not what may hold a secret: a command line, a document that could not be read. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof SyntaxError) return 'an answer that is not JSON';
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.startsWith('Command failed') ? 'its credential_process failed' : text;
}
