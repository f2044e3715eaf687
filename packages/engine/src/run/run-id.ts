import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID (github.com/ulid/spec): 10 letters of time, 16 of chance; sorts by time and is safe in file names and headers. */
export function newRunId(now = Date.now()): string {
  const time = Array.from({ length: 10 }, (_, i) => DIGITS[Math.floor(now / 32 ** (9 - i)) % 32]).join('');
  const chance = Array.from(randomBytes(16), (byte) => DIGITS[byte % 32]).join('');
  return time + chance;
}
