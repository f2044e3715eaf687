import { mapTexts } from './texts.ts';

/*
 * Secrets never reach output, journal or errors. What is secret is told here once, where it is read; every error, log line, journal
 * entry and report passes `mask` on its way out.
 */

/** Where they are kept, once for the whole process: a plugin from outside may bring a copy of this module of its own. */
const KEPT = Symbol.for('kirikae.secrets');
const kept = globalThis as { [KEPT]?: Set<string> };
kept[KEPT] = kept[KEPT] ?? new Set();
const secrets = kept[KEPT];
const MASK = '***';
/** Stands for what was cut. */
const CUT = '...';

/** The shortest text that is masked: a shorter one would blank ordinary words. */
const SHORTEST = 6;

/** Tells a secret: from now on it is masked in all that kirikae says. Plugins call it for every secret that they read. */
export function conceal(value: string): void {
  for (const part of new Set([value, ...value.split(LINE).flatMap((line) => [line, line.trim()])]))
    for (const each of [part, encoded(part), JSON.stringify(part).slice(1, -1)])
      if (each.length >= SHORTEST) secrets.add(each);
}

/** Whoever quotes a secret of several lines (a key) may quote one of them. */
const LINE = /[\r\n\u2028\u2029]+/;

/** As it stands in an address. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // half a character, which no address can hold
  }
}

/** A text without secrets. Of two that overlap, no rest stays. */
export function mask(text: string): string {
  let masked = '';
  let end = 0;
  for (const [from, to] of placesIn(text)) {
    if (from >= end) masked += text.slice(end, from) + MASK;
    end = Math.max(end, to);
  }
  return masked + text.slice(end);
}

/** Where secrets stand in a text, first to last. */
function placesIn(text: string): [from: number, to: number][] {
  const places: [number, number][] = [];
  for (const secret of secrets)
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1))
      places.push([at, at + secret.length]);
  return places.sort(([a], [b]) => a - b);
}

/**
 * Words of others (an error of a service, a program's output) for a sentence of ours: no longer than `longest` characters, and without
 * secrets. They are masked first: of one that is cut, the rest would not be known as a secret any more.
 */
export function quote(text: string, longest = 300): string {
  const masked = mask(text);
  if (masked.length <= longest) return masked;
  return `${masked.slice(0, Math.max(0, longest - CUT.length)).replace(/[\ud800-\udbff]$/, '')}${CUT.slice(0, longest)}`;
}

/** A value with all its texts masked, keys left as they are. */
export const maskAll = <T>(value: T): T => mapTexts(value, mask);

/** Variables that hold secrets, of whatever program: `…_SECRET_ACCESS_KEY`, `…_TOKEN`, `PGPASSWORD`, `MYSQL_PWD`, `API_KEY`, `SMTP_PASS`. */
const VARIABLE = /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|(^|_)(KEY|PASS|PWD|PAT)(_|$)/i;
/** Those that only say where one is, or whose it is; and the working directory. */
const NO_SECRET = /^PWD$|_(FILE|PATH|DIR|URI|URL|ID|NAME|USER)$/i;

/** Tells the secrets of an environment: variables by their names, and the user-info of every address. */
export function concealEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (VARIABLE.test(name) && !NO_SECRET.test(name)) conceal(value);
    concealUserInfo(value);
  }
}

/** Tells the user-info of every address in a configuration file. */
export function concealContent(content: unknown): void {
  for (const text of textsIn(content)) concealUserInfo(text);
}

/** Tells all texts of a value that a schema says to be hidden. One that says where a secret is, is none. */
export function concealAll(value: unknown): void {
  if (!isSource(value)) for (const text of textsIn(value)) conceal(text);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** `{ env: NAME }` or `{ file: PATH }`: it says where a secret is, and is none. */
export function isSource(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Object.keys(value).length !== 1) return false;
  const [key, text] = Object.entries(value)[0] ?? [];
  return (key === 'env' || key === 'file') && typeof text === 'string' && text !== '';
}

/** `user:password@` of an address, as it is written and as it is meant. */
function concealUserInfo(text: string): void {
  const [, info] = /^https?:\/\/([^/?#\s]*)@/i.exec(text) ?? [];
  if (info === undefined) return;
  for (const part of [info, ...info.split(':')]) {
    conceal(part);
    if (part.includes('%') && URL.canParse(text)) conceal(decoded(part));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % means itself
  }
}

// every process begins with its own environment: nothing can be said before this
concealEnvironment(process.env);
