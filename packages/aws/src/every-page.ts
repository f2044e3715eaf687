/** One page of a listing, and the token of the next, if there is one. A page may be empty and yet not the last. */
interface ListingPage<T> {
  readonly found: readonly T[] | undefined;
  readonly next: string | undefined;
}

/**
 * Everything that a listing tells, page by page; undefined if a page has no list. What cannot be the answer is not asked on: `wrong` says
 * why, and whoever gets it says so again.
 */
export async function everyPage<T>(
  ask: (token: string | undefined) => Promise<ListingPage<T>>,
  wrong: (told: T[]) => string | undefined,
): Promise<T[] | undefined> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    if (!page.found) return undefined;
    all.push(...page.found);
    token = page.next;
  } while (token && !wrong(all));
  return all;
}
