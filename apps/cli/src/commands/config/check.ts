import { beginReport, checkConfig, failWith, reportError, visible } from '@kirikae/engine';
import { Args } from '@oclif/core';
import { FileCommand } from '../../command.ts';
import { present } from '../../output/present.ts';

export class ConfigCheck extends FileCommand {
  static override summary =
    'Check the whole file: every group under every strategy, and the values for every node it names.';
  static override args = { group: Args.string({ description: 'A resource group that must be in it.' }) };
  static override examples = ['<%= config.bin %> config check', '<%= config.bin %> config check -c ./kirikae.yaml'];

  async run(): Promise<number> {
    const { args, flags } = await this.parse(ConfigCheck);
    const options = this.runOptions(flags);
    const { errors, unchecked, groups, digest } = await checkConfig(options, args.group);
    const report = {
      ...beginReport({ command: 'config check', group: null, version: this.config.version }),
      configDigest: digest,
    };
    for (const message of unchecked)
      report.warnings.push({ code: 'CONFIG_UNCHECKED', message: `not checked: ${message}` });
    if (errors[0]) failWith(report, errors[0]);
    report.elapsedMs = Math.round(performance.now());
    const told = errors.map((error) => reportError(error));
    const text = (problems: typeof told): string =>
      problems.length > 0
        ? problems
            .slice(0, -1)
            .map(({ message, hint }) => `${message}; ${hint}\n`)
            .join('')
        : `${visible(options.configPath)} is valid: ${groups} ${groups === 1 ? 'group' : 'groups'}\n`;
    if (errors.length > 0) failWith(report, errors.at(-1));
    return present({ ...report, errors: told }, flags.json, (shown) => text(shown.errors));
  }
}
