import { runMonitor } from '@kirikae/core';
import { FileCommand } from '../command.ts';
import { groupArg, timeoutFlag } from '../flags.ts';
import { present } from '../output/present.ts';
import { monitorText } from '../output/result.ts';

export class Monitor extends FileCommand {
  static override summary =
    'Tell a cluster manager whether the group is active on this node: 0 it is, 7 it is not. Never writes.';
  static override examples = ['<%= config.bin %> monitor web'];
  static override args = groupArg;
  static override flags = { timeout: timeoutFlag() };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Monitor);
    const report = await runMonitor({
      ...this.runOptions(flags),
      command: 'monitor',
      group: args.group,
      timeout: flags.timeout,
    });
    present({ ...report }, flags.json, monitorText);
  }
}
