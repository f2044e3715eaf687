import { runDeactivate } from '@kirikae/engine';
import { Flags } from '@oclif/core';
import { groupArg, managedFlags, writeFlags } from '../flags.ts';
import { WritingCommand } from '../writing-command.ts';

export class Deactivate extends WritingCommand {
  static override summary = 'Let go of what this node holds of the group.';
  static override description =
    'Never takes anything from another node. Ends 0 whatever kept it from releasing, if another node can take it without us: a failed stop makes some cluster managers power the node off.';
  static override examples = ['<%= config.bin %> deactivate web', '<%= config.bin %> deactivate web --reason move'];
  static override args = groupArg;
  static override flags = {
    ...managedFlags,
    reason: Flags.option({
      options: ['stop', 'move', 'failover', 'restart'] as const,
      helpValue: 'stop|move|failover|restart',
      summary: 'Why; with all but stop, what is keep-when-moving is kept. Default: stop.',
    })(),
    strict: Flags.boolean({ summary: 'End in the code of what could not be released.' }),
    ...writeFlags,
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Deactivate);
    const { timeout, reason, strict, 'dry-run': dryRun } = flags;
    const options = {
      ...this.runOptions(flags),
      command: 'deactivate' as const,
      group: args.group,
      timeout,
      reason,
      strict,
      dryRun,
    };
    return this.act(runDeactivate, options, flags);
  }
}
