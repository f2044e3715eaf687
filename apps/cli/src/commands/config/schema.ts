import { jsonSchema } from '@kirikae/core';
import { PlainCommand } from '../../command.ts';
import { builtIn } from '../../plugins.ts';

export class ConfigSchema extends PlainCommand {
  static override summary = 'Print the JSON Schema of the file, for editors and checks.';
  static override examples = ['<%= config.bin %> config schema > kirikae.schema.json'];

  async run(): Promise<void> {
    await this.parse(ConfigSchema);
    process.stdout.write(`${JSON.stringify(await jsonSchema(builtIn), null, 2)}\n`);
  }
}
