/** A domain name as Route 53 gives it: lower case, a dot at the end, anything but plain characters as `\ooo` (`*` is `\052`). */
export function normalName(name: string): string {
  const plain = name.toLowerCase().replace(/\.$/, '');
  const escaped = plain.replace(
    /[^a-z0-9._\\-]/g,
    (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `${escaped}.`;
}

/** The same name as people write it. */
export const plainName = (name: string): string =>
  name.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))).replace(/\.$/, '');
