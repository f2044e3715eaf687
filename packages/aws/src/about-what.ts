/** Things that are asked about at once, for people: two of them by name. */
export function inShort(about: readonly string[]): string {
  const [first = '', second = '', ...more] = about;
  if (about.length < 2) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${more.length} more`;
}

/** What is wanted by a look at several things, for people. */
export const lookAt = (about: readonly string[]): string => `look at ${inShort(about)}`;

/** How many values EC2 takes for one filter. */
export const FILTER_VALUES = 200;

/** Why a list cannot be the answer to a question about these ids: it is not there, tells of another, or twice of one. */
export function wrongAbout<T>(
  told: readonly T[] | undefined,
  asked: readonly string[],
  idOf: (each: T) => string | undefined,
): string | undefined {
  if (told === undefined) return `asked about ${inShort(asked)}, told nothing`;
  const ids = told.map((each) => idOf(each) ?? 'something without an id');
  const other = ids.find((id) => !asked.includes(id));
  if (other !== undefined) return `asked about ${inShort(asked)}, told about ${other}`;
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  return twice && `told twice about ${twice}`;
}

/** True for an id of AWS of this kind: `eni-0123456789abcdef0`. */
export const isId = (kind: string, text: string | undefined): boolean =>
  text !== undefined && new RegExp(`^${kind}-[0-9a-f]+$`).test(text);

/** Asks for as many at once as fit into one answer: for half of them after each answer that is too big, down to one. */
export async function fitting<T>(many: number, ask: (many: number) => Promise<T>): Promise<T> {
  try {
    return await ask(many);
  } catch (error) {
    if ((error as { code?: string }).code !== 'AWS_TOO_BIG' || many <= 1) throw error;
    return fitting(Math.floor(many / 2), ask);
  }
}
