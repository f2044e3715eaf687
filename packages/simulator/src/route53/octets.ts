/** The octets of a text in Route 53's notation: `\ooo` is the octet of that octal number, all else is UTF-8. */
export function octetsIn(text: string): number[] {
  return (text.match(/\\[0-3][0-7]{2}|[^\\]+|\\/g) ?? []).flatMap((part) =>
    /^\\\d{3}$/.test(part) ? [Number.parseInt(part.slice(1), 8)] : [...Buffer.from(part)],
  );
}
