import { beginReport, COMMON_FIELDS, conclude, exampleOf, failWith, fieldsOf, type Registry } from '@kirikae/engine';
import { Args } from '@oclif/core';
import { PlainCommand } from '../command.ts';
import { fileFlag } from '../flags.ts';
import { present } from '../output/present.ts';
import { allTypes } from '../plugins.ts';
import { type TypeReport, typeScreen, typesScreen } from '../screen/types.ts';

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
    return present(report, flags.json, ({ types, error }, page) => {
      if (error) return [];
      return args.type === undefined ? typesScreen(types, page) : types.flatMap((each) => typeScreen(each, page));
    });
  }
}

async function tell(name: string, registry: Registry): Promise<TypeReport> {
  const type = await registry.load(name);
  const origin = registry.origin(name)?.named ?? 'built in';
  const [fields, example] = [fieldsOf(type), exampleOf(type)];
  return { type: name, summary: type.summary, origin, fields, common: COMMON_FIELDS, example };
}
