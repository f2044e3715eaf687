import { octetsIn } from './octets.ts';

const STRING = /"((?:[^"\\]|\\\D|\\[0-3][0-7]{2})*)"/;
const VALUE = new RegExp(`^${STRING.source}(?: *${STRING.source})*$`);

/** What is wrong with the value of a TXT record, in Route 53's words (Developer Guide, "TXT record type"). */
export function refusedText(value: string): string | undefined {
  if (/[^ -~]/.test(value)) return 'UnsupportedCharacter (Value contains unsupported characters)';
  if (!VALUE.test(value)) return 'InvalidCharacterString (Value should be enclosed in quotation marks)';
  const isLong = stringsOf(value).some(({ length }) => length > 255);
  return isLong ? 'CharacterStringTooLong (Value is too long)' : undefined;
}

/** The octets of each string of a TXT value. */
export function stringsOf(value: string): number[][] {
  return [...value.matchAll(new RegExp(STRING, 'g'))].map(([, inside = '']) =>
    (inside.match(/\\\D|\\\d{3}|[^\\]+/g) ?? []).flatMap((part) => octetsIn(part.replace(/^\\(\D)/, '$1'))),
  );
}
