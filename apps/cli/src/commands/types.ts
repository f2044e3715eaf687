import { beginReport, conclude, type Field, failWith, fieldsOf, type Registry } from '@kirikae/engine';
import { Args } from '@oclif/core';
import { PlainCommand } from '../command.ts';
import { fileFlag } from '../flags.ts';
import { present } from '../output/present.ts';
import { table } from '../output/table.ts';
import { allTypes } from '../plugins.ts';

/** A resource type as this command tells it. */
interface TypeReport {
  readonly type: string;
  readonly summary: string;
  readonly origin: string;
  readonly fields: readonly Field[];
}

export class Types extends PlainCommand {
  static override summary = 'Show the resource types that can be used, and the fields of one.';
  static override examples = ['<%= config.bin %> types', '<%= config.bin %> types aws/eip'];
  static override flags = fileFlag;
  static override args = { type: Args.string({ description: 'A resource type; default: all.' }) };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Types);
    const report = {
      ...beginReport({ command: 'types', group: null, version: this.config.version }),
      types: [] as TypeReport[],
    };
    try {
      const registry = await allTypes(flags.config, process.env);
      if (args.type === undefined)
        for (const { code, message } of registry.broken) report.warnings.push({ code, message });
      const names = args.type === undefined ? registry.names : [args.type];
      report.types = await Promise.all(names.map((name) => tell(name, registry)));
    } catch (error) {
      failWith(report, error);
      conclude(report, 'usage');
    }
    report.elapsedMs = Math.round(performance.now());
    return present(report, flags.json, ({ types }) =>
      args.type === undefined ? listText(types) : types.map(fieldsText).join(''),
    );
  }
}

async function tell(name: string, registry: Registry): Promise<TypeReport> {
  const type = await registry.load(name);
  const origin = registry.origin(name)?.named ?? 'built in';
  return { type: name, summary: type.summary, origin, fields: fieldsOf(type) };
}

const listText = (types: readonly TypeReport[]): string =>
  table(types.map(({ type, summary, origin }) => [type, origin, summary]));

function fieldsText({ type, summary, fields }: TypeReport): string {
  const rows = fields.map((field) => [
    field.name,
    field.required ? 'required' : (field.default ?? '-'),
    field.description,
  ]);
  return `${type}: ${summary}\n${table([['field', 'default', ''], ...rows])}`;
}
