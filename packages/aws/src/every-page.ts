/** One page of a listing, and the token of the next, if there is one. A page may be empty and yet not the last. */
interface ListingPage<T> {
  readonly found: readonly T[] | undefined;
  readonly next: string | undefined;
}

/** Everything that a listing tells, page by page; `ask` is told what was found before, so that it can be checked as a whole. */
export async function everyPage<T>(
  ask: (token: string | undefined, before: readonly T[]) => Promise<ListingPage<T>>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token, all);
    all.push(...(page.found ?? []));
    token = page.next;
  } while (token);
  return all;
}
