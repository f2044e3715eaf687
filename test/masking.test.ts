import { conceal, quote } from '@kirikae/core';
import { mask } from '@kirikae/core/machinery';
import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';

/** Each case forgets the secrets of the one before, or what is masked would be the sum of them all. */
const forget = (): void => (globalThis as { [key: symbol]: Set<string> })[Symbol.for('kirikae.secrets')]?.clear();
beforeEach(forget);

const RUNS = { numRuns: 10_000 };

/** Secrets are of letters and signs, what stands around them is of digits: a letter in the result is a leak, however short. */
const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ+/="\\%éß鍵🔑'), minLength, maxLength });
const oneLine = letters(6, 400);
const severalLines = fc
  .tuple(fc.array(letters(6, 70), { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\n\n'))
  .map(([lines, end]) => lines.join(end));
const secret = fc.oneof(oneLine, severalLines);
const around = fc.string({ unit: fc.constantFrom(...'0123456789 \n/:'), maxLength: 400 });
/** What is not of the surroundings, a mask or the sign for what was cut. */
const LEAK = /[^0-9 \n/:*.]/u;

function tell<T>(cases: fc.RunDetails<T>): void {
  if (cases.failed) throw new Error(fc.defaultReportMessage(cases) ?? `seed ${cases.seed}`);
  console.info(`${cases.numRuns} cases, seed ${cases.seed}`);
}

it('leaves nothing of any secret, wherever it stands, in whatever form, and wherever the text is cut', () => {
  const forms = [(text: string) => text, encodeURIComponent, (text: string) => JSON.stringify(text).slice(1, -1)];
  const property = fc.property(
    fc.array(secret, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(around, fc.nat(2), fc.constantFrom(...forms)), { minLength: 1, maxLength: 4 }),
    around,
    fc.integer({ min: 1, max: 900 }),
    (secrets, parts, rest, longest) => {
      forget();
      for (const each of secrets) conceal(each);
      const text = parts.map(([before, which, form]) => before + form(secrets[which % secrets.length] ?? '')).join('');
      const quoted = quote(text + rest, longest);
      expect(quoted).not.toMatch(LEAK);
      expect(quoted.length).toBeLessThanOrEqual(longest);
    },
  );
  tell(fc.check(property, RUNS));
});

it('leaves nothing of one line of a secret, nor of two that overlap', () => {
  const property = fc.property(
    severalLines,
    around,
    letters(6, 30),
    letters(6, 30),
    letters(6, 30),
    (key, before, a, b, c) => {
      forget();
      conceal(key);
      for (const line of key.split(/[\r\n]+/)) expect(mask(`${before}${line}9`)).not.toMatch(LEAK);
      conceal(a + b);
      conceal(b + c);
      expect(mask(`${before}${a}${b}${c}9`)).not.toMatch(LEAK);
    },
  );
  tell(fc.check(property, RUNS));
});

it('changes nothing of a text without secrets, and cuts no character in half', () => {
  const property = fc.property(
    secret,
    fc.string({ unit: fc.constantFrom('1', '🔑'), maxLength: 90 }),
    fc.nat(80),
    (each, text, n) => {
      forget();
      conceal(each.replaceAll('🔑', 'k'));
      expect(mask(text)).toBe(text);
      expect(() => encodeURIComponent(quote(text, n + 1))).not.toThrow();
    },
  );
  tell(fc.check(property, RUNS));
});
