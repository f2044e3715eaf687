/*
 * Signs that look like those of YAML, or like nothing, and are not: keyboards of other scripts, office programs and web pages put them
 * into a file. Whoever looks at the line does not see them.
 */

/** One such sign in a text: where, what it is, and what to do. */
export interface OddSign {
  /** In the text. */
  readonly offset: number;
  /** "U+FF1A (full-width :)". */
  readonly name: string;
  readonly remedy: string;
}

/** Spaces that are none for YAML. */
const SPACES: Readonly<Record<string, string>> = {
  '\u00a0': 'no-break space',
  '\u1680': 'ogham space mark',
  '\u202f': 'narrow no-break space',
  '\u205f': 'medium mathematical space',
  '\u3000': 'ideographic (full-width) space',
};

/** Signs that nobody sees. */
const UNSEEN: Readonly<Record<string, string>> = {
  '\u00ad': 'soft hyphen',
  '\u180e': 'mongolian vowel separator',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u2060': 'word joiner',
  '\ufeff': 'byte order mark',
};

/** Signs with the looks of another. */
const ALIKE: Readonly<Record<string, readonly [name: string, meant: string]>> = {
  '\u2018': ['left single quotation mark', "'"],
  '\u2019': ['right single quotation mark', "'"],
  '\u201a': ['single low quotation mark', "'"],
  '\u201c': ['left double quotation mark', '"'],
  '\u201d': ['right double quotation mark', '"'],
  '\u201e': ['double low quotation mark', '"'],
  '\u2010': ['hyphen', '-'],
  '\u2011': ['non-breaking hyphen', '-'],
  '\u2012': ['figure dash', '-'],
  '\u2013': ['en dash', '-'],
  '\u2014': ['em dash', '-'],
  '\u2015': ['horizontal bar', '-'],
  '\u2212': ['minus sign', '-'],
  '\u30fc': ['katakana prolonged sound mark', '-'],
  '\uff70': ['half-width katakana prolonged sound mark', '-'],
  '\u3001': ['ideographic comma', ','],
  '\uff64': ['half-width ideographic comma', ','],
  '\u3002': ['ideographic full stop', '.'],
  '\uff61': ['half-width ideographic full stop', '.'],
  '\u300c': ['left corner bracket', '"'],
  '\u300d': ['right corner bracket', '"'],
  '\uff62': ['half-width left corner bracket', '"'],
  '\uff63': ['half-width right corner bracket', '"'],
  '\u3010': ['left black lenticular bracket', '['],
  '\u3011': ['right black lenticular bracket', ']'],
  '\u3014': ['left tortoise shell bracket', '['],
  '\u3015': ['right tortoise shell bracket', ']'],
  '\ufe55': ['small colon', ':'],
  '\ufe50': ['small comma', ','],
  '\ua789': ['modifier letter colon', ':'],
  '\u2236': ['ratio', ':'],
};

/** All of them: the above, other spaces, full-width forms, and control characters but the line end. */
const ODD = new RegExp(
  `[${[SPACES, UNSEEN, ALIKE].flatMap(Object.keys).join('')}\\u2000-\\u200a\\uff01-\\uff5e\\p{Bidi_Control}\\u2028\\u2029]|(?![\\n\\r])\\p{Cc}`,
  'u',
);

/** The first odd sign of a text from an offset on; undefined if there is none. */
export function oddSign(text: string, from = 0, to = text.length): OddSign | undefined {
  const found = ODD.exec(text.slice(from, to));
  if (!found) return undefined;
  const [sign] = found;
  const { name, remedy } = describe(sign);
  const point = `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return { offset: from + found.index, name: `${point} (${name})`, remedy };
}

/** Texts in quotes and comments may have any sign. */
const FREE = /"(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?:^|(?<=\s))#.*/gm;

/** The odd sign to which an error at an offset may be due: in that line, the one before it, or the one after. */
export function oddSignNear(text: string, offset: number): OddSign | undefined {
  const bare = text.replace(FREE, (free) => ' '.repeat(free.length));
  const start = bare.lastIndexOf('\n', offset - 1) + 1;
  const end = lineEnd(bare, offset);
  const before = Math.max(0, bare.lastIndexOf('\n', start - 2) + 1);
  return oddSign(bare, start, end) ?? oddSign(bare, before, start) ?? oddSign(bare, end, lineEnd(bare, end + 1));
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function describe(sign: string): { name: string; remedy: string } {
  const code = sign.charCodeAt(0);
  const inPlace = (meant: string) => `type ${meant} in its place`;
  if (sign === '\t') return { name: 'tab', remedy: 'type two spaces in its place' };
  if (code >= 0xff01 && code <= 0xff5e) {
    const meant = String.fromCharCode(code - 0xfee0);
    return { name: `full-width ${meant}`, remedy: inPlace(meant) };
  }
  const alike = ALIKE[sign];
  if (alike) return { name: alike[0], remedy: inPlace(alike[1]) };
  if (code >= 0x2000 && code <= 0x200a) return { name: 'typographic space', remedy: inPlace('a space') };
  if (SPACES[sign]) return { name: SPACES[sign], remedy: inPlace('a space') };
  const name = UNSEEN[sign] ?? (/\p{Bidi_Control}/u.test(sign) ? 'direction mark' : 'control character');
  return { name, remedy: 'take it out: delete the text around it and type that again' };
}
