import { mask } from '@kirikae/engine';

/** A text that is too long without its middle: it begins with what it is about, and ends in what to do. Secrets are masked before it is cut. */
export function shortened(text: string, length: number): string {
  const masked = mask(text);
  if (masked.length <= length) return masked;
  const half = (length - 3) / 2;
  return `${masked.slice(0, Math.ceil(half))} … ${masked.slice(-Math.floor(half))}`;
}
