import { describe, expect, test } from 'vitest';
import type { Subject } from './harness.ts';
import { checkLaw } from './law.ts';
import { laws } from './laws.ts';

/** The longest that one law may take, in ms: some wait for a side that does not answer. */
const PATIENCE = 120_000;

/** A resource type to hold against the laws. */
export interface Description extends Subject {
  readonly name: string;
  /** Laws that the harness cannot show, by number, each with the reason; the report prints it. */
  readonly waive?: Readonly<Record<number, string>>;
}

/** Makes one vitest test of each law; a new world for each. */
export function describeResource({ name, waive = {}, ...subject }: Description): void {
  describe(`${name} keeps the laws of a resource type`, () => {
    for (const law of laws) {
      const reason = waive[law.number];
      const title = `law ${law.number}: ${law.sentence}`;
      if (reason === undefined) test(title, () => checkLaw(law, subject), PATIENCE);
      else test(`${title} (waived: ${reason})`, () => expect(reason.trim()).not.toBe(''));
    }
    test('no other law is waived', () => {
      const known = laws.map(({ number }) => String(number));
      expect(Object.keys(waive).filter((number) => !known.includes(number))).toEqual([]);
    });
  });
}
