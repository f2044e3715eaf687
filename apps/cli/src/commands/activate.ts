import { runActivate } from '@kirikae/engine';
import { groupArg, managedFlags, writeFlags } from '../flags.ts';
import { WritingCommand } from '../writing-command.ts';

export class Activate extends WritingCommand {
  static override summary = "Make this node the holder of the group's resources, proven.";
  static override examples = ['<%= config.bin %> activate web', '<%= config.bin %> activate web --dry-run'];
  static override args = groupArg;
  static override flags = { ...managedFlags, ...writeFlags };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Activate);
    const { timeout, 'dry-run': dryRun } = flags;
    const options = { ...this.runOptions(flags), command: 'activate' as const, group: args.group, timeout, dryRun };
    return this.act(runActivate, options, flags);
  }
}
