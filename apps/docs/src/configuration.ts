import { builtIn } from '@kirikae/cli';
import type { ResourceType } from '@kirikae/core';
import { fieldsOf, jsonSchema, wholePolicy } from '@kirikae/engine';
import { markdownTable, type Page, page } from './page.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

/** The pages of the file's fields and its JSON Schema, from the schemas that check it. */
export async function configurationPages(): Promise<Page[]> {
  const schema = (await jsonSchema(builtIn)) as Schema;
  const types = await Promise.all(builtIn.names.map((name) => builtIn.load(name)));
  const group = schema.properties?.['groups']?.additionalProperties as Schema;
  const common = (group.properties?.['resources']?.items?.oneOf?.[0] ?? {}) as Schema;
  const text = page(
    'configuration.md',
    'The file',
    'The same file, byte for byte, on every node. Unknown keys are errors that name the nearest known one. Durations: `500ms`, `10s`, `2m`.',
    `## Top level\n\n${fieldTable(schema)}`,
    `## nodes\n\n${fieldTable(schema.properties?.['nodes']?.additionalProperties as Schema)}`,
    `## groups\n\n${fieldTable(group)}`,
    `## Every resource\n\n${fieldTable(common, ['name', 'after', 'timeout', 'required', 'onDeactivate'])}`,
    ...types.map(typeSection),
  );
  return [text, { name: 'kirikae.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` }];
}

function fieldTable({ properties = {}, required = [] }: Schema, only = Object.keys(properties)): string {
  const rows = only.map((name) => [
    `\`${name}\``,
    required.includes(name) ? 'required' : valueText(properties[name]?.default),
    aboutText(properties[name] ?? {}),
  ]);
  return markdownTable(['field', 'default', ''], rows);
}

const valueText = (value: unknown): string =>
  value === undefined ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function aboutText({ description = '', enum: choices }: Schema): string {
  const one = choices ? `One of ${choices.map((choice) => `\`${choice}\``).join(', ')}. ` : '';
  return `${one}${description}`;
}

function typeSection(type: ResourceType): string {
  const rows = fieldsOf(type).map(({ name, required, default: value, description }) => [
    `\`${name}\``,
    required ? 'required' : value === null ? '' : `\`${value}\``,
    description,
  ]);
  const release = wholePolicy(type).release({ records: [], takeover: 'always' });
  return `## ${type.type}\n\n${type.summary}. On deactivation, unless the file says otherwise: \`${release.default}\`.\n\n${markdownTable(['field', 'default', ''], rows)}`;
}
