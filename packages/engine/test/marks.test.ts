import { duration, hidden, perNode, secret, strict } from '@kirikae/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { below, eachMarked, isMarked } from '../src/file/marks.ts';

const schema = strict({
  patience: duration().prefault('3s').meta({ description: 'told' }),
  until: z.union([z.literal('forever'), duration()]).optional(),
  tolerances: z.record(z.string(), duration()),
  servers: z.array(strict({ key: hidden(z.string().optional()), pause: perNode(duration()) })).optional(),
  waitTimeout: z.number(),
  externalId: z.string(),
  password: secret(),
});

test.each([
  ['patience'],
  ['until'],
  ['tolerances', 'any'],
  ['servers', 0, 'pause'],
  ['servers', 0, 'pause', 'perNode', 'web-1'],
])('a duration is known by its schema, wherever it stands: %s', (...path) => {
  expect(isMarked(path.reduce(below, [schema] as readonly z.core.$ZodType[]), 'duration')).toBe(true);
});

test.each(['waitTimeout', 'externalId', 'password', 'nothing'])('a name says nothing of a field: %s', (name) => {
  const fields = below([schema], name);
  expect([isMarked(fields, 'duration'), isMarked(fields, 'hidden')]).toEqual([false, false]);
});

test('what is hidden is found in the raw file, also where its form is wrong', () => {
  const found: unknown[] = [];
  const raw = { externalId: 'open', servers: [{ key: 'one' }, { key: { deep: 'two' } }, 'text'], patience: 7 };
  eachMarked(raw, [schema], 'hidden', (value) => found.push(value));
  expect(found).toEqual(['one', { deep: 'two' }]);
});
