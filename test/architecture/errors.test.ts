import { AWS_ERRORS } from '@kirikae/aws';
import { CLI_ERRORS, CLI_WARNINGS, SCRIPT_ERRORS } from '@kirikae/cli';
import { CORE_ERRORS, ENGINE_ERRORS, ENGINE_WARNINGS, EXIT_CODES } from '@kirikae/engine';
import { describe, expect, it } from 'vitest';
import { allSources, filesIn, pluginAt, textOf, workspaces } from '../repository.ts';

describe('exit codes', () => {
  it('are those of the public interface, and none that others have given a meaning', () => {
    expect(EXIT_CODES).toEqual({
      done: 0,
      failed: 1,
      usage: 2,
      inactive: 7,
      unreachable: 20,
      conflict: 21,
      denied: 22,
      degraded: 23,
    });
  });

  it('has every error of every table a kind with a code, a sentence and a remedy', async () => {
    const plugins = workspaces.filter(({ tag }) => tag === 'plugin');
    const own = await Promise.all(plugins.map(async (each) => (await pluginAt(each)).errors ?? {}));
    const rows = [CLI_ERRORS, ENGINE_ERRORS, CORE_ERRORS, AWS_ERRORS, ...own].flatMap((table) => Object.entries(table));
    for (const [code, { kind, problem, hint }] of rows) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(
        Object.keys(EXIT_CODES).filter((name) => !['done', 'inactive'].includes(name)),
        code,
      ).toContain(kind);
      expect(
        [problem, hint].map((text) => text.length > 0),
        code,
      ).toEqual([true, true]);
    }
    expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
  });

  it('stand beside a table of warnings that has all that are given, and none else', () => {
    const tables = [
      ['apps/cli', CLI_WARNINGS],
      ['packages/engine', ENGINE_WARNINGS],
    ] as const;
    for (const [path, table] of tables) {
      const given = filesIn(`${path}/src`, '.ts').flatMap((file) =>
        [...textOf(file).matchAll(/\{ code: '([A-Z_]+)', message/g)].map(([, code]) => code),
      );
      expect([...new Set(given)].toSorted()).toEqual(Object.keys(table).toSorted());
    }
    const scripts = filesIn('apps/cli/src/script', '.ts').map(textOf).join('\n');
    for (const code of Object.keys(SCRIPT_ERRORS)) expect(scripts).toContain(code);
  });

  it('are never written as another number in the sources', () => {
    for (const file of [...allSources, ...filesIn('apps/cli/bin')])
      for (const [found, number] of textOf(file).matchAll(/(?:process\.exit\(|exitCode\s*=|exit\s)\s*(\d+)/g))
        expect(Object.values(EXIT_CODES), `${file}: ${found}`).toContain(Number(number));
  });
});
