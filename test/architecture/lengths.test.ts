import { describe, expect, it } from 'vitest';
import { allSources, filesIn, textOf, workspaces } from '../repository.ts';
import { functionsIn } from './functions.ts';

const lengths = allSources.map((file) => textOf(file).trimEnd().split('\n').length).sort((a, b) => a - b);
const below = (share: number): number | undefined => lengths[Math.floor(lengths.length * share)];

describe('sources', () => {
  it('are at most 300 lines long, half of them at most 80, nine in ten at most 150', () => {
    expect(lengths.at(-1)).toBeLessThanOrEqual(300);
    expect(below(0.5)).toBeLessThanOrEqual(80);
    expect(below(0.9)).toBeLessThanOrEqual(150);
  });

  it('have no function of more than 35 lines, beside its tables', () => {
    const long = allSources.flatMap(functionsIn).filter(({ lines }) => lines > 35);
    expect(long.map(({ at, lines }) => `${at} has ${lines}`)).toEqual([]);
  });

  it('have no test that is left out or stands alone', () => {
    const tests = workspaces.flatMap(({ path }) => filesIn(path === 'test' ? path : `${path}/test`, '.ts'));
    const marks = /\b(?:it|test|describe)\.(?:only|skip|todo)\b/;
    expect(tests.filter((file) => marks.test(textOf(file)))).toEqual([]);
  });
});
