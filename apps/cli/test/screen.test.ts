import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cells, cut, firstCells } from '../src/screen/cells.ts';
import { changesIn } from '../src/screen/change.ts';
import { plain } from '../src/screen/line.ts';
import { ago, count, elapsed, enumerated } from '../src/screen/numbers.ts';
import { rows } from '../src/screen/rows.ts';
import { table } from '../src/screen/table.ts';
import { wrapped } from '../src/screen/wrap.ts';

describe('cells', () => {
  test.each([
    ['plain', 5],
    ['活性', 4],
    ['ﾃｽﾄ', 3],
    ['Ａ', 2],
    ['e\u0301', 1],
    ['か\u3099', 2],
    ['한', 2],
    ['', 0],
  ])('of %j are %i', (text, number) => expect(cells(text)).toBe(number));

  it('are what is cut: never half of a sign', () => {
    expect(firstCells('活性化', 5)).toBe('活性');
    expect(cut('活性化', 6)).toBe('活性化');
    expect(cut('活性化です', 8)).toBe('活性...');
  });
});

describe('wrapping', () => {
  it('breaks between words alone, and indents what follows', () => {
    expect(wrapped('one two three', 9, { first: 2, further: 4 })).toEqual(['  one two', '    three']);
    expect(wrapped('an arn:aws:iam::123456789012:role/name here', 10)).toEqual([
      'an',
      'arn:aws:iam::123456789012:role/name',
      'here',
    ]);
  });

  it('gives rows that, joined by one space, are the line, whatever is in it', () => {
    const parts = fc.array(
      fc
        .string({ unit: fc.constantFrom('a', 'b', ' ', '  ', '活', '-', ';'), minLength: 1 })
        .map((text) => text.trim())
        .filter(Boolean),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 120 }), (given, width) => {
        const joined = rows(given, { width })
          .map((row) => row.trimStart())
          .join(' ');
        expect(joined).toBe(given.join(' '));
        expect(rows(given, { width: undefined })).toEqual([given.join(' ')]);
      }),
    );
  });
});

describe('a table', () => {
  const heads = ['RESOURCE', 'STATE', 'DETAIL'];
  const page = (width: number | undefined) => ({ page: { width }, heads });

  it('has two cells between columns, and wraps its last one inside itself', () => {
    expect(table([['名前', 'active', 'one two three four five six']], page(44)).map(plain)).toEqual([
      '  RESOURCE  STATE   DETAIL',
      '  名前      active  one two three four five',
      '                    six',
    ]);
  });

  it('is a block for each record where that is too narrow, and one line each where nobody sits', () => {
    const row = ['web', 'active', 'one two three four five six'];
    expect(table([row], page(40)).map(plain)).toEqual([
      '  web',
      '    state   active',
      '    detail  one two three four five six',
    ]);
    expect(table([row], { page: { width: undefined } }).map(plain)).toEqual([
      '  web  active  one two three four five six',
    ]);
  });
});

test('what one write changes is told one by one, and a text in quotes stays whole', () => {
  const whole = 'b TXT: "v=1; k=\\"; x" -> "z; y"';
  expect(changesIn(`a A: 1 -> 2; ${whole}; c A: 1 -> 2`)).toEqual(['a A: 1 -> 2', whole, 'c A: 1 -> 2']);
});

test('numbers are as people read them', () => {
  expect([210, 9_994, 24_400, 99_499, 99_500, 200_000, 25_500_000, 1_040_000_000].map(elapsed)).toEqual([
    '0.21 s',
    '9.99 s',
    '24 s',
    '99 s',
    '1 min 40 s',
    '3 min 20 s',
    '7 h 05 min',
    '12 d',
  ]);
  expect([7_000, 420_000, 7_300_000, 1_040_000_000].map(ago)).toEqual(['7 s ago', '7 min ago', '2 h ago', '12 d ago']);
  expect([count(1, 'write'), count(2, 'write'), enumerated(['a']), enumerated(['a', 'b', 'c'])]).toEqual([
    '1 write',
    '2 writes',
    'a',
    'a, b and c',
  ]);
});
