/** The octets of a text as Route 53 reads them: `\ooo` is the octet of that octal number, all else is UTF-8. */
export const octetsOf = (text: string): Buffer =>
  Buffer.concat((text.match(/\\[0-3][0-7]{2}|[^\\]+|\\/g) ?? []).map((part) => codeOf(part) ?? Buffer.from(part)));

const codeOf = (part: string): Buffer | undefined =>
  /^\\\d{3}$/.test(part) ? Buffer.of(Number.parseInt(part.slice(1), 8)) : undefined;

/** Octets as Route 53 writes them: as `write` gives each of them, or, where that gives nothing, as `\ooo`. */
export const escaped = (octets: Buffer, write: (letter: string) => string | undefined): string =>
  [...octets].map((octet) => write(String.fromCharCode(octet)) ?? `\\${octet.toString(8).padStart(3, '0')}`).join('');
