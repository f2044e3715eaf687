/** The circles of a graph, each once and from its smallest member on: `a → b → a`. `next` gives where the arrows of one lead. */
export function circlesOf(all: Iterable<string>, next: (from: string) => Iterable<string>): string[] {
  const circles = new Set<string>();
  for (const start of all) {
    const way = wayBack(start, next);
    if (way) circles.add(turned(way));
  }
  return [...circles].sort();
}

/** The shortest way from one to itself. */
function wayBack(start: string, next: (from: string) => Iterable<string>): string[] | undefined {
  const seen = new Set<string>();
  const ways: string[][] = [[start]];
  for (const way of ways)
    for (const each of next(way.at(-1) ?? start)) {
      if (each === start) return way;
      if (!seen.has(each)) ways.push([...way, each]);
      seen.add(each);
    }
  return undefined;
}

function turned(way: string[]): string {
  const first = way.indexOf([...way].sort()[0] ?? '');
  const circle = [...way.slice(first), ...way.slice(0, first)];
  return [...circle, circle[0]].join(' → ');
}
