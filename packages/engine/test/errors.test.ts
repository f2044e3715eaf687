import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conflict, degraded, denied, errorsFrom, failed, KirikaeError, unreachable, usage } from '@kirikae/core';
import { CORE_ERRORS, EXIT_CODES, PRECEDENCE, toKirikaeError } from '@kirikae/core/machinery';
import { describe, expect, test } from 'vitest';
import type { Weak } from '../src/machine/refuse-weak.ts';
import { conclude, worst } from '../src/report/ending.ts';
import { ENGINE_ERRORS, engineError } from '../src/report/errors.ts';
import type { Report } from '../src/report/report.ts';

const TABLE = { ...ENGINE_ERRORS, ...CORE_ERRORS };

const sources = ['../src', '../../core/src'].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(join(import.meta.dirname, folder, name), 'utf8')] as const),
);

/** Every call of `coreError` and `engineError` in the source: its code and the text of its parameters, up to the end of the call. */
const calls = sources.flatMap(([name, text]) =>
  [...text.matchAll(/(?:core|engine)Error\(\s*'(\w+)',/g)].map((match) => {
    const rest = text.slice(match.index);
    return {
      name,
      code: match[1] as keyof typeof TABLE,
      text: `${text.slice(0, match.index)} ${rest}`,
      call: callText(rest),
    };
  }),
);

function callText(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(0, at + 1);
  }
  return text;
}

const placeholders = (code: keyof typeof TABLE): string[] => {
  const { problem, hint } = TABLE[code];
  return [...new Set([...`${problem} ${hint}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string))];
};

/** What `...weak` gives: the fields of `Weak`. */
const WEAK = Object.keys({ part: '', who: '', mend: '', reach: '' } satisfies Weak).join(', ');

describe('the table of errors', () => {
  test.each(calls)('$code of $name is given all that its sentence names', ({ code, call, text }) => {
    const given = /,\s*params\)?/.test(call) ? (/const params = (\{[^}]*\})/.exec(text)?.[1] ?? '') : call;
    const params = given.replace('...weak', WEAK);
    for (const name of placeholders(code)) expect(params, `{${name}}`).toMatch(new RegExp(`[{,]\\s*${name}\\b`));
  });

  test('has a sentence without a full stop and a hint for each, and codes that name an area and a reason', () => {
    for (const [code, { problem, hint, kind }] of Object.entries(TABLE)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(problem).not.toMatch(/\.$/);
      expect(hint).not.toBe('');
      expect(PRECEDENCE).toContain(kind);
    }
  });

  test('has no row that nobody raises', () => {
    const raised = new Set(calls.map(({ code }) => code));
    const idle = Object.keys(TABLE).filter((code) => !raised.has(code as keyof typeof TABLE));
    expect(idle).toEqual([]);
  });
});

describe('an error', () => {
  test('says what was wanted, what stands in the way and what to do, and keeps where it came from', () => {
    const cause = new Error('EACCES');
    const error = engineError(
      'CONFIG_UNREADABLE',
      'read the configuration',
      { path: '/x', reason: 'EACCES' },
      { cause },
    );
    expect(error.message).toBe('cannot read the configuration, /x cannot be read (EACCES)');
    expect(error).toMatchObject({ code: 'CONFIG_UNREADABLE', kind: 'usage', cause, ambiguous: false });
  });

  test('of a row keeps what the row says of trying again, unless the call knows better', () => {
    const make = errorsFrom({
      X: { kind: 'unreachable', problem: 'p', hint: 'h', transient: 'silent', ambiguous: true },
    });
    expect(make('X', '')).toMatchObject({ message: 'p', transient: 'silent', ambiguous: true });
    expect(make('X', '', {}, { ambiguous: false, requestId: 'r' })).toMatchObject({ ambiguous: false, requestId: 'r' });
  });

  test('of a plugin has the kind of its maker, and a general code and hint if it brings none', () => {
    const made = { usage, denied, conflict, failed, unreachable, degraded };
    for (const [kind, make] of Object.entries(made)) {
      expect(make('x')).toMatchObject({ kind, code: kind.toUpperCase() });
      expect(make('x', { code: 'MY_OWN', hint: 'do' })).toMatchObject({ code: 'MY_OWN', hint: 'do' });
    }
  });

  test.each([
    [new TypeError('x is undefined\n  at y'), 'DEFECT', 'a defect in kirikae: TypeError: x is undefined'],
    ['text', 'DEFECT', 'a defect in kirikae: text'],
    [new DOMException('This operation was aborted', 'AbortError'), 'INTERRUPTED', 'interrupted by its caller'],
    [new DOMException('late', 'TimeoutError'), 'INTERRUPTED', 'interrupted by its caller'],
  ])('is made of anything thrown: %s', (thrown, code, message) => {
    expect(toKirikaeError(thrown)).toMatchObject({ code, message });
    expect(toKirikaeError(thrown)).toBeInstanceOf(KirikaeError);
  });
});

describe('exit codes', () => {
  test('are told in the order 2, 22, 21, 1, 20, 23', () => {
    expect(PRECEDENCE.map((kind) => EXIT_CODES[kind])).toEqual([2, 22, 21, 1, 20, 23]);
    for (const [index, kind] of PRECEDENCE.entries()) expect(worst(PRECEDENCE.slice(index).reverse())).toBe(kind);
    expect(worst([])).toBeUndefined();
  });

  test('that differ from what was found are said to be tolerated', () => {
    const report = {} as Report;
    conclude(report, 'denied', 0);
    expect(report).toMatchObject({ outcome: 'denied', exitCode: 0, tolerated: true });
    conclude(report, 'denied');
    expect(report).toMatchObject({ exitCode: 22, tolerated: false });
  });
});
