/** A text that is too long without its middle: it begins with what it is about, and ends in what to do. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = (length - 3) / 2;
  return `${text.slice(0, Math.ceil(half))} … ${text.slice(-Math.floor(half))}`;
}
