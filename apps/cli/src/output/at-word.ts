/** The beginning of a text that has at most so many bytes, cut at the end of a word: half of one would be another. */
export function atWord(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const words = text.split(' ');
  while (words.length > 1 && Buffer.byteLength(words.join(' ')) > most) words.pop();
  const kept = words.join(' ').replace(/[,;:]$/, '');
  return Buffer.byteLength(kept) <= most
    ? kept
    : Buffer.from(kept)
        .subarray(0, most)
        .toString()
        .replace(/\ufffd+$/, '');
}
