import { describe, expect, test } from 'vitest';
import { readableText, storedText, textProblem } from '../src/text.ts';
import { sameValues } from '../src/value.ts';

const WORKING = '\\347\\250\\274\\345\\203\\215\\344\\270\\255';

describe('a TXT value is stored', () => {
  test.each([
    ['hello', '"hello"'],
    ['稼働中', `"${WORKING}"`],
    ['"稼働中"', `"${WORKING}"`],
    ['say "hi" \\', '"say \\"hi\\" \\\\"'],
    ['\\344', '"\\\\344"'],
    ['"ex\\344mple"', '"ex\\344mple"'],
    ['a\tb\u007f', '"a\\011b\\177"'],
    ['"a""b"   "c" ', '"a" "b" "c"'],
    ['"\\a\\141"', '"aa"'],
    ['"\\\\141"', '"\\\\141"'],
    ['😀', '"\\360\\237\\230\\200"'],
    ['""', '""'],
  ])('%s as %s', (value, stored) => {
    expect(textProblem(value)).toBeUndefined();
    expect(storedText(value)).toBe(stored);
    expect(storedText(stored)).toBe(stored);
    expect(sameValues('TXT', [stored], [storedText(value)])).toBe(true);
  });

  test('in strings of at most 255 octets, and no character is cut in two', () => {
    expect(storedText('x'.repeat(300))).toBe(`"${'x'.repeat(255)}" "${'x'.repeat(45)}"`);
    expect(storedText(`${'x'.repeat(253)}あ`)).toBe(`"${'x'.repeat(253)}" "\\343\\201\\202"`);
    expect(storedText(`${'x'.repeat(252)}あ`)).toBe(`"${'x'.repeat(252)}\\343\\201\\202"`);
  });
});

test.each([
  ['"abc', 'strings that are all in quotes'],
  ['"abc" def', 'strings that are all in quotes'],
  ['"a"b"', 'strings that are all in quotes'],
  ['"a\\"', 'strings that are all in quotes'],
  ['"\\400"', 'strings that are all in quotes'],
  ['"\\12"', 'strings that are all in quotes'],
  ['a\n', 'without line breaks'],
  ['"a\r\nb"', 'without line breaks'],
  [`"${'x'.repeat(256)}"`, 'strings of at most 255 octets each, not 256'],
  [`"${'あ'.repeat(86)}"`, 'strings of at most 255 octets each, not 258'],
  ['x'.repeat(4_000), 'at most 4000 characters as Route 53 stores it, quotes and escapes included, not 4047'],
  ['あ'.repeat(333), 'not 4007'],
])('%#: refused as a TXT value', (value, words) => expect(textProblem(value)).toContain(words));

test('the longest values are 4,000 characters', () => {
  expect(textProblem(`${'x'.repeat(3_953)}`)).toBeUndefined();
  expect(textProblem(`${'x'.repeat(3_954)}`)).toContain('not 4001');
});

test.each([
  [`"${WORKING}"`, '"稼働中"'],
  ['"\\\\347\\250"', '"\\\\347\\250"'],
  ['"\\344"', '"\\344"'],
  ['"\\302\\205"', '"\\302\\205"'],
])('%s is shown as %s', (stored, shown) => expect(readableText(stored)).toBe(shown));
