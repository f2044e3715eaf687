import { beginReport, checkConfig, failWith, reportError, visible } from '@kirikae/engine';
import { Args } from '@oclif/core';
import { FileCommand } from '../../command.ts';
import { patroniFlag } from '../../flags.ts';
import { readPatroniFile, warnOfTtl } from '../../manager/patroni-file.ts';
import { present } from '../../output/present.ts';
import { checkScreen } from '../../screen/config-check.ts';

export class ConfigCheck extends FileCommand {
  static override summary = 'Check the whole file: every group, every strategy, every node.';
  static override flags = patroniFlag;
  static override args = { group: Args.string({ description: 'A resource group that must be in it.' }) };
  static override examples = ['<%= config.bin %> config check', '<%= config.bin %> config check -c ./kirikae.yaml'];

  async run(): Promise<number> {
    const { args, flags } = await this.parse(ConfigCheck);
    const options = this.runOptions(flags);
    const { errors, error, unchecked, digest, lines, groups, resources } = await checkConfig(options, args.group);
    const report = {
      ...beginReport({ command: 'config check', group: null, version: this.config.version }),
      configDigest: digest,
    };
    for (const message of unchecked)
      report.warnings.push({ code: 'CONFIG_UNCHECKED', message: `not checked: ${message}` });
    if (flags.patroni !== undefined && !error)
      await warnOfTtl(report, options.configPath, await readPatroniFile(flags.patroni), args.group);
    if (error) failWith(report, error);
    report.elapsedMs = Math.round(performance.now());
    const found = { path: visible(options.configPath), lines: lines.map(visibleButTabs), groups, resources };
    return present({ ...report, errors: errors.map((each) => reportError(each)) }, flags.json, (shown, page) =>
      checkScreen({ ...found, problems: shown.errors }, page),
    );
  }
}

/** A tab is one space in a line that is quoted, where carets stand under it. */
const visibleButTabs = (line: string): string => visible(line.replaceAll('\t', ' '));
