import { runStatus } from '@kirikae/engine';
import { FileCommand } from '../command.ts';
import { failedByExit } from '../end/outside.ts';
import { optionalGroupArg } from '../flags.ts';
import { present } from '../output/present.ts';
import { statusScreen } from '../screen/status.ts';

export class Status extends FileCommand {
  static override summary = 'Show who holds the resources of a group, or of all. Never writes.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status web --json'];
  static override args = optionalGroupArg;

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Status);
    const options = { ...this.runOptions(flags), command: 'status' as const, group: args.group ?? null };
    const report = failedByExit(await this.shown(runStatus, options));
    return present({ ...report }, flags.json, statusScreen);
  }
}
