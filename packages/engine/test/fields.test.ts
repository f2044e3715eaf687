import { duration } from '@kirikae/core';
import { formatDuration, name, nearest, parseDuration } from '@kirikae/core/machinery';
import { describe, expect, test } from 'vitest';
import { newRunId } from '../src/run/run-id.ts';

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(duration().parse(text)).toBe(ms);
  });

  test.each(['', '5', '1.5s', '-1s', '1 s', '1d', '10S', '1234567s'])('is not written %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
    expect(duration().safeParse(text).success).toBe(false);
  });

  test.each([
    [25_000, '25s'],
    [1_500, '1500ms'],
    [120_000, '2m'],
    [0, '0ms'],
  ])('of %i ms is shown as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test.each([
  ['web-1', true],
  ['0', true],
  ['-a', false],
  ['_a', false],
  ['.', false],
  ['..', false],
  ['', false],
  ['a/b', false],
  ['a b', false],
  ['あ', false],
  ['x'.repeat(64), false],
  ['x'.repeat(63), true],
  ['db_1', true],
  ['db_1.example.com', true],
  ['Failover1', true],
])('%s as a name: %s', (text, fine) => expect(name().safeParse(text).success).toBe(fine));

describe('the nearest word', () => {
  test.each([
    ['timout', 'timeout'],
    ['TIMEOUT', 'timeout'],
    ['nmae', 'name'],
    ['nam', 'name'],
  ])('to %s is %s', (word, meant) => {
    expect(nearest(word, ['type', 'name', 'timeout'])).toBe(meant);
  });

  test.each(['x', 'allocation', ''])('to %j is none', (word) => {
    expect(nearest(word, ['type', 'name', 'timeout', 'a'])).toBeUndefined();
  });
});

test('a run id is a ULID: it sorts by time, and no two are alike', () => {
  expect(newRunId()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(newRunId(1_000) < newRunId(1_001)).toBe(true);
  expect(newRunId(Date.UTC(2100, 0)) > newRunId(Date.UTC(2026, 0))).toBe(true);
  expect(new Set(Array.from({ length: 100 }, () => newRunId(5))).size).toBe(100);
});
