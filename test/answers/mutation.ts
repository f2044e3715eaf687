import * as fc from 'fast-check';

/** What an answer becomes on its way: its HTTP status and its body. */
export interface Spoilt {
  readonly status: number;
  readonly body: string;
}

/** How an answer is spoilt, and where: `at` and `by` are drawn, and taken modulo the number of places and of ways. */
export interface Mutation {
  readonly kind: keyof typeof KINDS;
  readonly at: number;
  readonly by: number;
}

const TAG = /<\/?[A-Za-z][^<>]*>/g;
const LEAF = /<(\w+)>([^<>]*)<\/\1>/g;
/** An identifier may be any text, so that no text in its place can be told from it. */
const TYPED_LEAF = /<(?!SetIdentifier)(\w+)>([^<>]*)<\/\1>/g;
const JUNK = [
  '',
  'x',
  '00x',
  '-',
  'null',
  '&amp;',
  '<b>1</b>',
  '<![CDATA[x]]>',
  '<!-- x -->',
  '﻿',
  'eni-',
  '10.0.1',
  'true false',
];
const LETTERS = ['<', '>', '/', '&', '"', '\0', ']]>', '<!--', '-->', '</', '<?'];
const STATUSES = [201, 206, 301, 302, 307, 400, 401, 403, 404, 409, 500, 502, 503];

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const cut = (text: string, from: number, to: number, put = ''): string => text.slice(0, from) + put + text.slice(to);

/** One of what a pattern finds, spoilt by `how`; the text as it is where there is nothing. */
function at(text: string, pattern: RegExp, n: number, how: (found: RegExpMatchArray) => string): string {
  const all = [...text.matchAll(pattern)];
  const found = all[n % Math.max(1, all.length)];
  return found ? cut(text, found.index, found.index + found[0].length, how(found)) : text;
}

/** Whatever changes what an answer says so that it is no whole answer of AWS to the question. A whole answer that says something else is none of them. */
const KINDS = {
  truncate: (text: string, n: number) => text.slice(0, n % text.length),
  dropTag: (text: string, n: number) => at(text, TAG, n, () => ''),
  doubleTag: (text: string, n: number) => at(text, TAG, n, ([tag]) => tag + tag),
  renameTag: (text: string, n: number) => at(text, TAG, n, ([tag]) => tag.replace(/(\w+)/, '$1x')),
  renameElement: (text: string, n: number) => {
    const tags = [...text.matchAll(TAG)].map(([tag]) => tag);
    const [, name] = /(\w+)/.exec(tags[n % tags.length] ?? '') ?? [];
    if (name === undefined) return text;
    return text.replaceAll(new RegExp(`(</?)${name}(?=[\\s>/])`, 'g'), `$1${name}x`);
  },
  dropLeaf: (text: string, n: number) => at(text, LEAF, n, () => ''),
  doubleLeaf: (text: string, n: number) => at(text, LEAF, n, ([leaf]) => leaf + leaf),
  moveLeaf: (text: string, n: number) => {
    let moved = '';
    const rest = at(text, LEAF, n, ([leaf]) => {
      moved = leaf;
      return '';
    });
    return rest.replace(/(<\/\w+Response>)$/, `${moved}$1`);
  },
  spoilLeaf: (text: string, n: number, by: number) =>
    at(text, TYPED_LEAF, n, ([, name]) => `<${name}>${pick(JUNK, by)}</${name}>`),
  askedAbout: (text: string, _: number, by: number) => text.replaceAll(pick(ASKED, by), 'eipalloc-0ffffffffffffffff'),
  doubleEntry: (text: string) =>
    text.replace(/(<item>.*<\/item>|<ResourceRecordSet>.*?<\/ResourceRecordSet>)/s, '$1$1'),
  insertLetter: (text: string, n: number, by: number) => {
    const before = text.slice(0, n % text.length).replace(/<SetIdentifier>[^<]*$/, '');
    return before + pick(LETTERS, by) + text.slice(before.length);
  },
  dropMarkup: (text: string, n: number) => at(text, /[<>/]/g, n, () => ''),
  dropPair: (text: string, n: number) => at(text, PAIR, n, () => '"x": "y"'),
  spoilPair: (text: string, n: number, by: number) => at(text, PAIR, n, ([, key]) => `"${key}": ${pick(VALUES, by)}`),
  emptyBody: () => '',
  twoDocuments: (text: string) => text + text.replace(/^<\?xml.*\n/, ''),
  wrap: (text: string) => `<html><body>${text.replace(/^<\?xml.*\n/, '')}</body></html>`,
  documentType: (text: string) => text.replace(/\n/, '\n<!DOCTYPE x [<!ENTITY a "b">]>'),
  anotherRoot: (text: string, _: number, by: number) =>
    text.replaceAll(
      /(<\/?)\w+Response(?=[\s>])/g,
      `$1${pick(['DescribeInstancesResponse', 'Response', 'ErrorResponse', 'html', 'Error'], by)}`,
    ),
  json: (text: string) => JSON.stringify({ text }),
  attributes: (text: string, n: number) => at(text, /<(\w+)>/g, n, ([, name]) => `<${name} xsi:nil="true" x="1">`),
} satisfies Record<string, (text: string, n: number, by: number) => string>;

/** The pairs of a JSON document. */
const PAIR = /"(\w+)": ("[^"]*")/g;
const VALUES = ['null', '0', '""', '{}', '[]', 'true'];

const ASKED = [
  'eipalloc-0000000000000000a',
  'rtb-0000000000000000a',
  'vpc-0000000000000000a',
  '10.0.1.100',
  'C0123456789',
];

/** The kinds, for a count of what was tried. */
export const KIND_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** Draws a mutation, or none with another status alone. */
export const mutations: fc.Arbitrary<Mutation & { readonly status: number }> = fc.record({
  kind: fc.constantFrom(...KIND_NAMES),
  at: fc.nat(5_000),
  by: fc.nat(100),
  status: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(...STATUSES) }),
});

/** Spoils an answer. */
export const spoil = (
  { status, body }: Spoilt,
  { kind, at: n, by, ...drawn }: Mutation & { status: number },
): Spoilt => ({
  status: drawn.status || status,
  body: KINDS[kind](body, n, by),
});
