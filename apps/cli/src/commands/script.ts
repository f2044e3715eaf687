import { beginReport, failWith } from '@kirikae/engine';
import { Args, Flags } from '@oclif/core';
import { PlainCommand } from '../command.ts';
import { fileFlag, patroniFlag } from '../flags.ts';
import { GUARDED, MANAGER_NAMES, type ManagerName } from '../manager/managers.ts';
import { present } from '../output/present.ts';
import { say } from '../output/words.ts';
import { aim } from '../script/aim.ts';
import { CLUSTERPRO_EVENTS, checkScript, GUARD, scriptFor } from '../script/scripts.ts';
import { SYSTEMS } from '../script/target.ts';

export class Script extends PlainCommand {
  static override summary = 'Print the script that a cluster manager runs, ready to paste.';
  static override examples = [
    '<%= config.bin %> script clusterpro start --group web',
    '<%= config.bin %> script clusterpro stop --group web --os windows',
    '<%= config.bin %> script pacemaker --group web',
    '<%= config.bin %> script patroni guard --group db',
  ];
  static override args = {
    manager: Args.string({ required: true, options: MANAGER_NAMES, description: 'The cluster manager.' }),
    event: Args.string({
      description: `For clusterpro: ${CLUSTERPRO_EVENTS.join(', ')}. The others have one script for all; ${GUARDED.join(' and ')} also ${GUARD}.`,
    }),
  };
  static override flags = {
    ...fileFlag,
    ...patroniFlag,
    node: Flags.string({ helpValue: 'NAME', summary: 'The --node that the script gives; default: none.' }),
    group: Flags.string({ required: true, helpValue: 'GROUP', summary: 'The resource group.' }),
    os: Flags.option({
      options: SYSTEMS,
      helpValue: SYSTEMS.join('|'),
      summary: 'The system that will run it; default: this one.',
    })(),
    binary: Flags.string({ helpValue: 'PATH', summary: 'The program that the script calls; default: this one.' }),
    service: Flags.string({
      helpValue: 'UNIT',
      summary: 'For systemd: the unit that needs the group; default: GROUP.service.',
    }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Script);
    const report = beginReport({ command: 'script', group: flags.group, version: this.config.version });
    let script = '';
    try {
      const manager = args.manager as ManagerName;
      checkScript(manager, args.event, flags.os);
      const target = await aim({ ...flags, ...args, version: this.config.version }, report);
      script = scriptFor(manager, target);
    } catch (error) {
      failWith(report, error);
    }
    report.elapsedMs = Math.round(performance.now());
    const code = present({ ...report, script: report.error ? null : script }, flags.json, () => []);
    const [lineEnd = '\n'] = /\r\n/.exec(script) ?? [];
    if (!flags.json) say('stdout', script.replaceAll('\r\n', '\n'), lineEnd);
    return code;
  }
}
