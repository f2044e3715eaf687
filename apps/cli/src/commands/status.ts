import { runStatus } from '@kirikae/engine';
import { FileCommand } from '../command.ts';
import { optionalGroupArg } from '../flags.ts';
import { present } from '../output/present.ts';
import { statusText } from '../output/result.ts';

export class Status extends FileCommand {
  static override summary = 'Show who holds the resources of a group, or of all. Never writes.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status web --json'];
  static override args = optionalGroupArg;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Status);
    const report = await runStatus({ ...this.runOptions(flags), command: 'status', group: args.group ?? null });
    present({ ...report }, flags.json, statusText);
  }
}
