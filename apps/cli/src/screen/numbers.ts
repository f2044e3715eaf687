const MS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** How long something took, or takes: `0.21 s`, `24 s`, `3 min 20 s`, `7 h 05 min`, `12 d`. */
export function elapsed(ms: number): string {
  if (ms < 9_995) return `${(ms / MS.second).toFixed(2)} s`;
  if (ms < 99_500) return `${Math.round(ms / MS.second)} s`;
  const seconds = Math.round(ms / MS.second);
  if (ms < MS.hour) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(ms / MS.minute);
  if (ms < MS.day) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  return `${Math.floor(ms / MS.day)} d`;
}

/** How long ago something was, in one unit: `7 min ago`. */
export function ago(ms: number): string {
  if (ms < MS.minute) return `${Math.max(0, Math.floor(ms / MS.second))} s ago`;
  if (ms < MS.hour) return `${Math.floor(ms / MS.minute)} min ago`;
  if (ms < MS.day) return `${Math.floor(ms / MS.hour)} h ago`;
  return `${Math.floor(ms / MS.day)} d ago`;
}

/** `1 write`, `2 writes`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** `web-1`, `web-1 and web-2`, `web-1, web-2 and web-3`. */
export const enumerated = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const two = (number: number): string => String(number).padStart(2, '0');

/** How far local time is from UTC: `+09:00`. */
export function zone(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const day = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const time = (at: Date): string => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');

/** A moment in local time for people, its zone told elsewhere: `2026-11-27 02:14:07`. */
export const moment = (at: Date): string => `${day(at)} ${time(at)}`;

/** The same for programs: `2026-11-27T02:14:07+09:00`. */
export const stamp = (at: Date): string => `${day(at)}T${time(at)}${zone(at)}`;
