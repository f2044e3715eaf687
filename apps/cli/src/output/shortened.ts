import { mask, visible } from '@kirikae/engine';

/** A text on one line, if it is too long without its middle: it begins with what it is about, and ends in what to do. Secrets are masked before it is cut. */
export function shortened(text: string, length: number): string {
  const line = visible(mask(text));
  if (line.length <= length) return line;
  const half = (length - 3) / 2;
  return `${line.slice(0, Math.ceil(half))} … ${line.slice(-Math.floor(half))}`;
}
