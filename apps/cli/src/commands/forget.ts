import { runForget } from '@kirikae/engine';
import { Args } from '@oclif/core';
import { FileCommand } from '../command.ts';
import { groupArg } from '../flags.ts';
import { present } from '../output/present.ts';

export class Forget extends FileCommand {
  static override summary =
    "Take a resource that the file no longer describes out of this node's state record; nothing outside is changed.";
  static override examples = ['<%= config.bin %> forget web old-address'];
  static override args = {
    ...groupArg,
    resource: Args.string({ required: true, description: 'Its name in the record.' }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Forget);
    const { group, resource } = args;
    const report = await runForget({ ...this.runOptions(flags), began: 0, group, resource });
    const text = `${resource} of ${group} is forgotten on this node; nothing outside was changed\n`;
    return present({ ...report }, flags.json, () => (report.error ? '' : text));
  }
}
