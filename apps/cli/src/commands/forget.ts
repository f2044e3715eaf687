import { runForget, visible } from '@kirikae/engine';
import { Args } from '@oclif/core';
import { FileCommand } from '../command.ts';
import { groupArg } from '../flags.ts';
import { present } from '../output/present.ts';
import { sentence } from '../screen/wrap.ts';

export class Forget extends FileCommand {
  static override summary = "Take a resource out of this node's state record.";
  static override description = 'One that the file no longer describes; nothing outside is changed.';
  static override examples = ['<%= config.bin %> forget web old-address', '<%= config.bin %> forget web www~1'];
  static override args = {
    ...groupArg,
    resource: Args.string({ required: true, description: 'Its name in the record.' }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Forget);
    const { group, resource } = args;
    const report = await runForget({ ...this.runOptions(flags), began: 0, group, resource });
    const text = visible(`${resource} of ${group} is forgotten on this node; nothing outside was changed`);
    return present({ ...report }, flags.json, (shown, page) => (shown.error ? [] : sentence(text, page)));
  }
}
