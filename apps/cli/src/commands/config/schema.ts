import { EXIT_CODES, jsonSchema } from '@kirikae/engine';
import { PlainCommand } from '../../command.ts';
import { fileFlag } from '../../flags.ts';
import { say } from '../../output/words.ts';
import { allTypes } from '../../plugins.ts';

export class ConfigSchema extends PlainCommand {
  static override summary = 'Print the JSON Schema of the file, for editors and checks.';
  static override flags = fileFlag;
  static override examples = [
    '<%= config.bin %> config schema > kirikae.schema.json',
    '<%= config.bin %> config schema --config ./kirikae.yaml',
  ];

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigSchema);
    const types = await allTypes(flags.config, process.env);
    say('stdout', `${JSON.stringify(await jsonSchema(types), null, 2)}\n`);
    return EXIT_CODES.done;
  }
}
