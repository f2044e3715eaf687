import { escaped, octetsOf } from './octets.ts';

/*
 * What Route 53 takes for the value of a TXT record (Developer Guide, "TXT record type"): strings in quotes, each of at most 255 octets,
 * \" and \\ for those two signs, and \ooo for every octet that is no printable ASCII character.
 *
 * In the file a value that begins with a quote is written so already, but that it may have any character as it is. Any other is plain
 * text: its UTF-8 is what is stored.
 */

const LONGEST = { string: 255, value: 4_000 };

/** A TXT value as Route 53 stores it. One that `textProblem` refuses is left as it is. */
export function storedText(value: string): string {
  const strings = isQuoted(value) ? stringsIn(value) : cut(value);
  return strings?.map((each) => `"${quoted(each)}"`).join(' ') ?? value;
}

/** What is wrong with a TXT value of the file; undefined if nothing is. */
export function textProblem(value: string): string | undefined {
  if (/[\n\r]/.test(value)) return 'must be text without line breaks';
  const strings = isQuoted(value) ? stringsIn(value) : [];
  if (!strings)
    return 'must be plain text, or strings that are all in quotes, with \\" for a quote and \\\\ for a \\ in them';
  const longest = Math.max(0, ...strings.map(({ length }) => length));
  if (longest > LONGEST.string) return `must be strings of at most ${LONGEST.string} octets each, not ${longest}`;
  const { length } = storedText(value);
  if (length <= LONGEST.value) return undefined;
  return `must be at most ${LONGEST.value} characters as Route 53 stores it, quotes and escapes included, not ${length}`;
}

/** A stored TXT value as people write it: the codes that are UTF-8 as the characters that they are. */
export const readableText = (value: string): string =>
  value.replace(/\\\\|(?:\\[23][0-7]{2})+/g, (part) => (part === '\\\\' ? part : (charactersOf(part) ?? part)));

function charactersOf(codes: string): string | undefined {
  const text = octetsOf(codes).toString();
  return /[\ufffd\p{C}]/u.test(text) ? undefined : text;
}

const isQuoted = (value: string): boolean => value.startsWith('"');

const STRING = /"((?:[^"\\]|\\\D|\\[0-3][0-7]{2})*)"/u;
const ALL_STRINGS = new RegExp(`^(?:${STRING.source} *)+$`, 'u');

/** The octets of the strings in quotes; undefined if there is anything else. They may stand side by side without a space. */
function stringsIn(value: string): Buffer[] | undefined {
  if (!ALL_STRINGS.test(value)) return undefined;
  return [...value.matchAll(new RegExp(STRING, 'gu'))].map(([, inside = '']) => unquoted(inside));
}

/** `\"` and `\\` are those signs: what follows them is not part of a code. */
function unquoted(inside: string): Buffer {
  const parts = inside.match(/\\\D|(?:\\\d{3}|[^\\])+/gu) ?? [];
  return Buffer.concat(parts.map((part) => (/^\\\D/u.test(part) ? Buffer.from(part.slice(1)) : octetsOf(part))));
}

const quoted = (octets: Buffer): string => escaped(octets, written);

function written(letter: string): string | undefined {
  if (/["\\]/.test(letter)) return `\\${letter}`;
  return /[ -~]/.test(letter) ? letter : undefined;
}

/** Plain text in strings. No character is cut in two: whoever reads one string alone finds it whole. */
function cut(text: string): Buffer[] {
  const strings: Buffer[] = [Buffer.alloc(0)];
  for (const letter of text) {
    const [last = Buffer.alloc(0), octets] = [strings.at(-1), Buffer.from(letter)];
    if (last.length + octets.length > LONGEST.string) strings.push(octets);
    else strings[strings.length - 1] = Buffer.concat([last, octets]);
  }
  return strings;
}
