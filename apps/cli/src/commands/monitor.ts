import { runMonitor } from '@kirikae/engine';
import { FileCommand } from '../command.ts';
import { failedByExit } from '../end/outside.ts';
import { groupArg, managedFlags } from '../flags.ts';
import { managed } from '../manager/managed.ts';
import { managerOf } from '../manager/managers.ts';
import { present } from '../output/present.ts';
import { monitorScreen } from '../screen/monitor.ts';

export class Monitor extends FileCommand {
  static override summary = 'Tell a cluster manager: 0 active here, 7 not active. Never writes.';
  static override examples = [
    '<%= config.bin %> monitor web',
    '<%= config.bin %> monitor web --manager pacemaker --timeout 8s',
  ];
  static override args = groupArg;
  static override flags = managedFlags;

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Monitor);
    const options = {
      ...this.runOptions(flags),
      command: 'monitor' as const,
      group: args.group,
      timeout: flags.timeout,
    };
    const manager = managerOf(flags.manager);
    const run = async (each: typeof options) => failedByExit(await runMonitor(each));
    const report = await (manager ? managed(manager, options, run) : run(options));
    return present({ ...report }, flags.json, monitorScreen, manager);
  }
}
