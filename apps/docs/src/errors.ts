import { AWS_ERRORS } from '@kirikae/aws';
import { CLI_ERRORS, CLI_WARNINGS, PLUGINS, SCRIPT_ERRORS } from '@kirikae/cli';
import type { ErrorRow } from '@kirikae/core';
import { CORE_ERRORS, ENGINE_ERRORS, ENGINE_WARNINGS, EXIT_CODES, PRECEDENCE } from '@kirikae/engine';
import { markdownTable, type Page, page } from './page.ts';

const MEANINGS: Record<keyof typeof EXIT_CODES, string> = {
  done: 'looked at and true',
  failed: 'a resource could not be brought there, or a defect',
  usage: 'the command line or the file is wrong; nothing was written',
  inactive: '`monitor` only: not active on this node',
  unreachable:
    'could not tell, ran out of time, or was interrupted; some writes may have happened; running it again is safe',
  conflict:
    'another node holds it and the policy forbids taking it, the race was lost, or a later command overtook this one',
  denied: 'permission or credentials were refused; names the missing action',
  degraded: 'the required part is done; something else that was asked for is pending or failed',
};

/** The page of exit codes and of all errors, from the error tables. */
export async function errorsPage(): Promise<Page> {
  const plugins = await Promise.all(Object.values(PLUGINS).map(async (load) => (await load()).default));
  const codes = Object.entries(EXIT_CODES).map(([name, code]) => [
    String(code),
    name,
    MEANINGS[name as keyof typeof EXIT_CODES],
  ]);
  const tables: [string, Readonly<Record<string, ErrorRow>>][] = [
    ['The command line', CLI_ERRORS],
    ['The engine', ENGINE_ERRORS],
    ['Every resource type', CORE_ERRORS],
    ['AWS', AWS_ERRORS],
    ...plugins.flatMap(({ types, errors }): [string, Readonly<Record<string, ErrorRow>>][] =>
      errors ? [[types.map(({ type }) => type).join(', '), errors]] : [],
    ),
  ];
  const order = PRECEDENCE.map((kind) => EXIT_CODES[kind]).join(', ');
  return page(
    'errors.md',
    'Exit codes and errors',
    '## Exit codes',
    markdownTable(['code', 'name', 'meaning'], codes),
    `They are never renumbered, and no other is used. If several resources end differently, the first of ${order} is told.`,
    '## The last line\n\nA run that fails writes, as its last line on stderr:',
    '```text\nkirikae: CODE GROUP/RESOURCE: what was wanted, what stands in the way; what to do [exit N, run ID]\n```',
    ...tables.map(([title, rows]) => `## ${title}\n\n${errorTable(rows)}`),
    `## Warnings\n\n${meaningTable({ ...ENGINE_WARNINGS, ...CLI_WARNINGS })}`,
    `## Printed scripts\n\n${meaningTable(SCRIPT_ERRORS)}`,
  );
}

const meaningTable = (meanings: Readonly<Record<string, string>>): string =>
  markdownTable(
    ['code', ''],
    Object.entries(meanings).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );

const errorTable = (rows: Readonly<Record<string, ErrorRow>>): string =>
  markdownTable(
    ['code', 'exit', 'what stands in the way', 'what to do'],
    Object.entries(rows).map(([code, { kind, problem, hint }]) => [
      `\`${code}\``,
      String(EXIT_CODES[kind]),
      braces(problem),
      braces(hint),
    ]),
  );

/** Placeholders as code, so that no renderer takes them for something else. */
const braces = (text: string): string => text.replace(/\{(\w+)\}/g, '*$1*');
