import * as fc from 'fast-check';
import type { DocumentedSet } from './documented.ts';

/* Record sets as people write them, most of them nearly right: what they get wrong is at the edge of a rule. */

const often = <T>(usual: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]) =>
  fc.oneof({ arbitrary: usual, weight: 16 }, ...others.map((arbitrary) => ({ arbitrary, weight: 1 })));

/** Large ones take as long as a hundred others. */
const seldom = <T>(usual: fc.Arbitrary<T>, large: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 150 }, { arbitrary: large, weight: 1 });

const plainSign = fc.constantFrom(...'abcxyzABC0189-_');
const code = fc.nat(255).map((octet) => `\\${octet.toString(8).padStart(3, '0')}`);
const oddSign = fc.constantFrom(...'!"#$%&\'()*+,/:;<=>?@[]^`{|}~');
const wrongSign = fc.constantFrom(' ', '\t', '例', 'é', '\\', '\\9', '\\400', '\\12', '.', '\u007f');
const text = (sign: fc.Arbitrary<string>, min: number, max: number) =>
  fc.array(sign, { minLength: min, maxLength: max }).map((signs) => signs.join(''));

const label = often(
  text(plainSign, 1, 8),
  text(fc.oneof(plainSign, oddSign, code), 1, 8),
  text(fc.oneof(code, plainSign), 62, 64),
  text(plainSign, 62, 64),
  text(often(plainSign, wrongSign), 1, 8),
  fc.constantFrom('*', '\\052', '*a', 'a*', ''),
);

/** Labels that come to about as many octets as a name may have. */
const longName = fc.integer({ min: 236, max: 244 }).map((size) =>
  Array.from({ length: 5 }, () => 'x'.repeat(49))
    .join('.')
    .slice(0, size),
);

/** Names outside the zone are asked about over the wire, which takes longer than all else. */
const ending = often(
  fc.constantFrom(...Array.from({ length: 12 }, () => '.example.com'), '.example.com.', '.Example.COM'),
  fc.constantFrom('.example.org', '.example.aaa', 'example.com', '', '.', '..example.com'),
);

const name = often(
  fc.tuple(fc.array(label, { minLength: 1, maxLength: 3 }), ending).map(([labels, end]) => labels.join('.') + end),
  longName.map((start) => `${start.replace(/\.$/, 'y')}.example.com`),
  fc.constantFrom('example.com', 'example.com.', 'taken.example.com', 'Alias.example.com.', 'alias.example.com'),
);

const octet = often(fc.nat(255).map(String), fc.constantFrom('256', '01', '', '-1', '1e1', ' 1', '0x1'));
const ipv4 = often(
  fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.')),
  fc.constantFrom('192.0.2', '192.0.2.1.1', 'a.example.org', '::1', '192.0.2.1 '),
);

const group = often(
  fc.nat(0xffff).map((number) => number.toString(16)),
  fc.constantFrom('0000', 'ABCD', '0', 'g', '12345'),
);
const ipv6 = often(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
  fc.array(group, { minLength: 1, maxLength: 9 }).map((groups) => groups.join(':')),
  fc
    .tuple(fc.array(group, { maxLength: 4 }), fc.array(group, { maxLength: 4 }))
    .map((two) => two.map((each) => each.join(':')).join('::')),
  fc.tuple(fc.array(group, { maxLength: 6 }), ipv4).map(([groups, tail]) => [...groups, tail].join(':')),
  fc.constantFrom(
    '::',
    '::1',
    '2001:db8::1',
    '2001:0DB8:0::1',
    '::ffff:192.0.2.1',
    'fe80::1%eth0',
    '192.0.2.1',
    ':::',
    '1::2::3',
    '',
  ),
);

const inString = often(
  fc.constantFrom(...'abc xyz=;,-~'),
  fc.constantFrom('\\"', '\\\\', '\\a', '\\ '),
  code,
  fc.constantFrom('稼', '働', 'é', '😀', '\t'),
);
const wrongInString = fc.constantFrom('\n', '\r', '"', '\\9', '\\400', '\\12');
const string = often(
  text(inString, 0, 12).map((inside) => `"${inside}"`),
  text(fc.oneof(fc.constantFrom('x', 'y'), code), 253, 257).map((inside) => `"${inside}"`),
  text(often(inString, wrongInString), 1, 12).map((inside) => `"${inside}"`),
  fc.constantFrom('"abc', 'def', '"', '"a\\"'),
);
const quoted = often(
  fc
    .tuple(string, fc.array(fc.tuple(fc.constantFrom('', ' ', '  '), string), { maxLength: 2 }))
    .map(([first, more]) => first + more.flat().join('')),
  fc
    .integer({ min: 15, max: 16 })
    .chain((count) =>
      text(fc.constantFrom('x'), 240, 247).map((inside) =>
        Array.from({ length: count }, () => `"${inside}"`).join(' '),
      ),
    ),
);
/** Any sign there is; of halves of one there are 2,048. A string of fast-check of such signs first makes a table of all. */
const anySign = fc.nat(0x10ffff - 2_048).map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 2_048));
const written = often(
  text(anySign, 1, 20),
  text(fc.constantFrom('x', 'é', '稼', '😀'), 60, 260),
  fc.integer({ min: 320, max: 336 }).map((count) => '稼'.repeat(count)),
  fc.integer({ min: 3_940, max: 3_960 }).map((count) => 'x'.repeat(count)),
  fc.constantFrom('稼働中', 'a\nb', 'say "hi" \\', '\\344'),
);

const VALUES = {
  A: ipv4,
  AAAA: ipv6,
  CNAME: fc
    .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '.', '.example.org'))
    .map(([labels, end]) => labels.join('.') + end),
  TXT: fc.oneof(quoted, written),
};

/** One value or several, some of them the same, and now and then as many as a set may have. */
function valuesOf(type: keyof typeof VALUES) {
  const several = fc.array(VALUES[type], { minLength: 1, maxLength: 3 });
  const many = fc.constantFrom(400, 401).map((count) => Array.from({ length: count }, (_, n) => manieth[type](n)));
  const few = often(
    fc.tuple(VALUES[type]).map((one): string[] => one),
    several,
    several.map((values) => [...values, values[0] ?? '']),
  );
  return seldom(few, many);
}

const manieth = {
  A: (n: number) => `10.0.${n >> 8}.${n & 255}`,
  AAAA: (n: number) => `2001:db8::${n.toString(16)}`,
  CNAME: (n: number) => `n${n}.example.org`,
  TXT: (n: number) => `"${n}"`,
};

const identifier = often(fc.constantFrom('a', 'tokyo 1', '東京'), fc.constantFrom('x'.repeat(128), 'x'.repeat(129)));
const weight = often(fc.integer({ min: 0, max: 255 }), fc.constantFrom(-1, 256, 1.5));
const failover = fc.constantFrom('PRIMARY' as const, 'SECONDARY' as const);
const policy: fc.Arbitrary<Pick<DocumentedSet, 'setIdentifier' | 'weight' | 'failover'>> = often(
  fc.constant({}),
  fc.record({ setIdentifier: identifier, weight }),
  fc.record({ setIdentifier: identifier, failover }),
  fc.record({ setIdentifier: identifier }),
  fc.record({ weight }),
  fc.record({ setIdentifier: identifier, weight, failover }),
);

const ttl = often(fc.constantFrom(0, 30, 60, 2 ** 31 - 1), fc.constantFrom(-1, 2 ** 31, 1.5));

/** A record set as the file has it: a TXT value that begins with no quote is plain text, any other is as Route 53 has it. */
export const drawnSet: fc.Arbitrary<DocumentedSet> = fc
  .constantFrom('A' as const, 'AAAA' as const, 'CNAME' as const, 'TXT' as const, 'TXT' as const)
  .chain((type) =>
    fc
      .tuple(fc.record({ name, type: fc.constant(type), ttl, values: valuesOf(type) }), policy)
      .map(([set, more]) => ({ ...set, ...more })),
  );
