import type { DocumentedSet } from './documented.ts';

/** A set of the file as it is to be sent: plain text becomes strings, and what the file may have as it is becomes codes. */
export const sentForm = (set: DocumentedSet): DocumentedSet =>
  set.type === 'TXT' ? { ...set, values: set.values.map(sentText) } : set;

const sentText = (value: string): string => (value.startsWith('"') ? coded(value, '') : inStrings(value));

/** Line ends are never meant, so they stay what nobody takes. */
const coded = (text: string, signs: string): string => {
  let out = '';
  for (const letter of text) {
    const octets = Buffer.from(letter);
    const isPlain = octets.length === 1 && (octets[0] ?? 0) >= 32 && (octets[0] ?? 0) <= 126;
    if (signs.includes(letter)) out += `\\${letter}`;
    else if (isPlain || letter === '\n' || letter === '\r') out += letter;
    else for (const octet of octets) out += `\\${octet.toString(8).padStart(3, '0')}`;
  }
  return out;
};

/** Strings of at most 255 octets, no character in two of them. */
function inStrings(text: string): string {
  const strings = [''];
  let size = 0;
  for (const letter of text) {
    const octets = Buffer.byteLength(letter);
    if (size + octets > 255) {
      strings.push('');
      size = 0;
    }
    strings[strings.length - 1] += coded(letter, '"\\');
    size += octets;
  }
  return strings.map((each) => `"${each}"`).join(' ');
}
