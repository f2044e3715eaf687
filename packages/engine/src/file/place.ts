/** Where in a file something is wrong, and what: the parts of a problem's sentence. */
interface Placed {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly told: string;
}

/** The parts of a sentence that begins with a place; undefined of every other. */
export function placed(message: string): Placed | undefined {
  const [, path = '', line, column, told = ''] = /^(.+?):(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  return line === undefined ? undefined : { path, line: Number(line), column: Number(column), told };
}

/** Problems in the order of the file; those without a place come first. */
export function inOrder<E extends { readonly message: string }>(problems: readonly E[]): E[] {
  const at = ({ message }: E): [number, number] => {
    const place = placed(message);
    return place ? [place.line, place.column] : [0, 0];
  };
  return [...problems].sort((a, b) => {
    const [one, other] = [at(a), at(b)];
    return one[0] - other[0] || one[1] - other[1];
  });
}
