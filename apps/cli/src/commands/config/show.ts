import { beginReport, failWith, readConfig, type Shown, showConfig } from '@kirikae/engine';
import { FileCommand } from '../../command.ts';
import { present } from '../../output/present.ts';

export class ConfigShow extends FileCommand {
  static override summary = 'Print the file with all defaults, and where each value comes from.';
  static override examples = ['<%= config.bin %> config show', '<%= config.bin %> config show --json'];

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigShow);
    const options = this.runOptions(flags);
    const report = beginReport({ command: 'config show', group: null, version: this.config.version });
    let shown: Shown | undefined;
    try {
      const config = await readConfig(options.configPath);
      report.configDigest = config.file.digest;
      shown = await showConfig(config, options.registry);
    } catch (error) {
      failWith(report, error);
    }
    report.elapsedMs = Math.round(performance.now());
    return present({ ...report, config: shown?.config ?? null }, flags.json, () =>
      (shown?.text ?? '').split('\n').slice(0, -1),
    );
  }
}
