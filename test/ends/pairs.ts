/** Values by the name of their factor. */
export type Factors = Readonly<Record<string, readonly string[]>>;
/** One value of each factor. */
export type Row = Readonly<Record<string, string>>;

/** True if some values, not yet of all factors, may stand in one row. */
export type Allowed = (row: Row) => boolean;

/**
 * Rows in which every two values of different factors that may stand together do so at least once: the first pair that is not covered
 * begins a row, and the other factors get the value that covers most. The same for the same factors.
 */
export function allPairs(factors: Factors, allowed: Allowed): Row[] {
  const open = new Set(pairsOf(factors).filter((pair) => complete(parsed(pair), factors, allowed, new Set())));
  const rows: Row[] = [];
  for (const pair of open) {
    const row = complete(parsed(pair), factors, allowed, open);
    if (!row) throw new Error(`no row for ${pair}`);
    for (const covered of pairsIn(row)) open.delete(covered);
    rows.push(row);
  }
  return rows;
}

/** All rows. */
export function wholeProduct(factors: Factors, allowed: Allowed): Row[] {
  const grow = (rows: Row[], [name, values]: readonly [string, readonly string[]]) =>
    rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })).filter(allowed));
  return Object.entries(factors).reduce(grow, [{}]);
}

const parsed = (pair: string): Row => JSON.parse(pair);

/** The pairs of a row, as text, their factors in the order of the alphabet. */
export function pairsIn(row: Row): string[] {
  const names = Object.keys(row).toSorted();
  return names.flatMap((one, at) =>
    names.slice(at + 1).map((other) => JSON.stringify({ [one]: row[one], [other]: row[other] })),
  );
}

function pairsOf(factors: Factors): string[] {
  const names = Object.keys(factors);
  const rows = names.flatMap((one, at) =>
    names
      .slice(at + 1)
      .flatMap((other) => wholeProduct({ [one]: factors[one] ?? [], [other]: factors[other] ?? [] }, () => true)),
  );
  return [...new Set(rows.flatMap(pairsIn))];
}

/** Fills the factors that are missing, the best value first; undefined if the values cannot stand together. */
function complete(row: Row, factors: Factors, allowed: Allowed, open: ReadonlySet<string>): Row | undefined {
  if (!allowed(row)) return undefined;
  const missing = Object.keys(factors).find((name) => row[name] === undefined);
  if (missing === undefined) return row;
  const gain = (value: string) => pairsIn({ ...row, [missing]: value }).filter((pair) => open.has(pair)).length;
  const values = (factors[missing] ?? []).toSorted((one, other) => gain(other) - gain(one));
  for (const value of values) {
    const filled = complete({ ...row, [missing]: value }, factors, allowed, open);
    if (filled) return filled;
  }
  return undefined;
}
