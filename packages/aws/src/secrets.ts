import { type Host, quote } from '@kirikae/core';
import type { AwsSettings } from './settings.ts';

/** Variables of the SDK whose values are secrets. */
const SECRET = /^AWS_.*(SECRET|TOKEN(?!_FILE)|PASSWORD)/;

/** What has fewer letters is no secret, and is part of many a word. */
const SHORTEST = 4;

/** What must not be in a message: the values that these settings and this environment hold secret. */
export function secretsOf({ externalId }: Pick<AwsSettings, 'externalId'>, env: Host['env']): string[] {
  const named = Object.keys(env).filter((name) => SECRET.test(name));
  const values = [externalId, ...named.map((name) => env[name])];
  return values.filter((value): value is string => value !== undefined && value.length >= SHORTEST);
}

/** `user:password@` of an address, as far as the text is written like one. */
const USER_INFO = /(\/\/)[^\s/?#]*@/g;
/** As long as a session token or a key, and no word or path; the name that AWS gives a thing may be as long, and is none. */
const TOKEN_LIKE = /arn:aws[a-z-]*:[\w:/.@,+=-]{1,400}|[A-Za-z0-9+/=_-]{60,}/g;
/** `Value 'x' at 'externalId'`, as AWS quotes a parameter. */
const QUOTED = /value '[^']*'( at '(?:externalId|webIdentityToken|tokenCode|sessionToken|secret\w*)')/gi;

/** A text that others wrote, without secrets: those that are known, and what looks like one. */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, '...'), text);
  return known
    .replace(USER_INFO, '$1')
    .replace(QUOTED, "value '...'$1")
    .replace(TOKEN_LIKE, (like) => (like.startsWith('arn:') ? like : '...'));
}

/** The longest that AWS is quoted, in characters: a denial with its principal, its resource and its reason. */
const LONGEST = 500;

/** The first line of what AWS or the SDK said, for a sentence of ours: without secrets, and only then cut. */
export function firstLine(text: string, secrets: readonly string[] = []): string {
  const larger = secrets.filter((each) => whole(each) !== each); // a part of it is one that kirikae masks
  const masked = whole(larger.reduce((rest, secret) => rest.replaceAll(secret, '...'), text));
  return quote(withoutSecrets(masked, secrets).split('\n')[0] ?? '', LONGEST);
}

const whole = (text: string): string => quote(text, Number.POSITIVE_INFINITY);
