import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLI_ERRORS } from '../src/errors.ts';

it('has no error that nobody raises', () => {
  const source = join(import.meta.dirname, '../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const text = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n');
  const raised = [...text.matchAll(/cliError\(\s*'(\w+)',/g)].map(([, code]) => code);
  expect(Object.keys(CLI_ERRORS).filter((code) => !raised.includes(code))).toEqual([]);
});
