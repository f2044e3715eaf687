import type { Field } from '@kirikae/engine';
import type { Line } from './line.ts';
import type { Page } from './page.ts';
import { table } from './table.ts';
import { sentence } from './wrap.ts';

/** A resource type as it is told. */
export interface TypeReport {
  readonly type: string;
  readonly summary: string;
  readonly origin: string;
  readonly fields: readonly Field[];
  /** The names of the fields that every resource has. */
  readonly common: readonly string[];
  /** The smallest resource of the type, as the file has it. */
  readonly example: string;
}

/** All types, a line each. */
export const typesScreen = (types: readonly TypeReport[], page: Page): Line[] =>
  table(
    types.map(({ type, origin, summary }) => [type, origin, within(summary)]),
    { page, indent: 0, heads: ['TYPE', 'FROM', 'MEANING'] },
  );

/** One type: what it is, its own fields, which others it has, and the smallest one to paste. */
export function typeScreen({ type, summary, fields, common, example }: TypeReport, page: Page): Line[] {
  const own = fields.filter(({ shared }) => !shared);
  const shared = fields.filter(({ name, shared }) => shared && !/[.[]/.test(name)).map(({ name }) => name);
  const rows = own.map((field) => [
    field.name,
    field.required ? 'required' : (field.default ?? ''),
    within(field.description),
  ]);
  const ofType = shared.length > 0 ? [`of every ${type.split('/')[0]} type: ${shared.join(', ')}`] : [];
  const also = `Also, ${[...ofType, `of every resource: ${common.join(', ')}`].join('; ')}`;
  return [
    ...sentence(`${type}: ${within(summary)}`, page),
    '',
    ...table(rows, { page, heads: ['FIELD', 'DEFAULT', 'MEANING'] }),
    '',
    ...sentence(also, page, 2),
    '',
    `  - ${example}`,
  ];
}

/** A sentence of the documentation as a part of another one. */
const within = (text: string): string =>
  text
    .replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase())
    .replace(/(?<!\.)\.$/, '')
    .replaceAll('`', '');
