/** Why a list cannot be the answer to a question about these ids: it is not there, tells of another, or twice of one. */
export function wrongAbout<T>(
  told: readonly T[] | undefined,
  asked: readonly string[],
  idOf: (each: T) => string | undefined,
): string | undefined {
  if (told === undefined) return `asked about ${asked.join(', ')}, told nothing`;
  const ids = told.map((each) => idOf(each) ?? 'something without an id');
  const other = ids.find((id) => !asked.includes(id));
  if (other !== undefined) return `asked about ${asked.join(', ')}, told about ${other}`;
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
