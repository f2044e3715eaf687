import { normalName } from './name.ts';
import { storedText } from './text.ts';

/** A value as Route 53 stores it: text in quotes, everything else as it is. */
export const storedValue = (type: string, value: string): string => (type === 'TXT' ? storedText(value) : value);

/** A stored value in the one form in which equal ones are equal: case, a dot at the end, short forms and escapes make no difference. */
export function normalValue(type: string, value: string): string {
  if (type === 'CNAME') return normalName(value);
  if (type === 'TXT') return storedText(value);
  if (type === 'AAAA') return longIpv6(value);
  return value;
}

/** An IPv6 address with all its eight groups. */
function longIpv6(address: string): string {
  const text = address.toLowerCase().replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => part.split(':').filter(Boolean);
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

/** True if two lists hold the same values, in whatever order. */
export function sameValues(type: string, a: readonly string[], b: readonly string[]): boolean {
  const normal = (values: readonly string[]) => JSON.stringify(values.map((value) => normalValue(type, value)).sort());
  return normal(a) === normal(b);
}
