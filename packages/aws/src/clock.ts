/** What is looked at here of an error that the SDK throws for an answer. */
interface Answered {
  readonly name?: string;
  readonly $metadata?: { readonly clockSkewCorrected?: boolean };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The SDK's list of what AWS says to a signature of the wrong time, but for the denial that it also may be. */
const BY_CLOCK =
  /^(AuthFailure|InvalidSignatureException|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch)$/;

/** True if a request was refused while this node's clock and AWS's differ by so much that the SDK has corrected its own. */
export const isByClock = (thrown: unknown): boolean => {
  const { name = '', $metadata } = (thrown ?? {}) as Answered;
  return BY_CLOCK.test(name) && $metadata?.clockSkewCorrected === true;
};

/**
 * Sends, and once more with the clock corrected if the first was refused because of the clock: a refused signature had no effect for
 * certain, and the SDK learns the time from the answer but, with one attempt, does not use it.
 */
export async function byCorrectedClock<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (thrown) {
    if (!isByClock(thrown)) throw thrown;
    return send();
  }
}

/** How far this node's clock is from AWS's, in words: "31 min behind AWS's". */
export function clockDifference(thrown: unknown): string {
  const date = Date.parse((thrown as Answered).$response?.headers?.['date'] ?? '');
  if (Number.isNaN(date)) return "not AWS's";
  const ahead = Date.now() - date;
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const amount = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `${amount} ${ahead < 0 ? 'behind' : 'ahead of'} AWS's`;
}
