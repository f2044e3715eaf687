import { Flags } from '@oclif/core';
import { FileCommand } from '../command.ts';
import { groupArg, managedFlags } from '../flags.ts';
import { runGuard } from '../guard/guard.ts';
import { GUARDED, guardedBy } from '../manager/managers.ts';
import { present } from '../output/present.ts';
import { writingScreen } from '../screen/writing.ts';

export class Guard extends FileCommand {
  static override summary = 'Ask a manager what this node is, and mend what does not agree.';
  static override description =
    'One round, for a timer (`kirikae script patroni guard`), in the place of a manager that calls its script once; silent when all is well: activate where this node leads and the group is not active, deactivate where it does not lead and the group is. Ends 0 when all is well, when a script of the manager is at work, and while it waits after a failure; else in the code of what it did.';
  static override examples = [
    '<%= config.bin %> guard db --manager patroni',
    '<%= config.bin %> guard web --manager keepalived',
  ];
  static override args = groupArg;
  static override flags = {
    ...managedFlags,
    manager: Flags.option({
      options: GUARDED,
      required: true,
      helpValue: 'MANAGER',
      summary: 'The cluster manager to ask.',
    })(),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Guard);
    const manager = guardedBy(flags.manager);
    const options = { ...this.runOptions(flags), group: args.group, timeout: flags.timeout };
    const report = await runGuard(manager, options);
    const { command } = report;
    return present(
      { ...report, command: 'guard' },
      flags.json,
      (shown, page) => writingScreen({ ...shown, command }, page),
      manager,
    );
  }
}
