import type { Report, ResourceReport, RunOptions } from '@kirikae/core';
import { FileCommand } from './command.ts';
import { confirmed } from './confirm.ts';
import { present } from './output/present.ts';
import { showProgress } from './output/progress.ts';
import { writingText } from './output/result.ts';

/** A command that changes the world: it asks first where somebody can answer, and shows what it waits for. */
export abstract class WritingCommand extends FileCommand {
  /** Runs it and tells how it ended. `concerns` says which planned changes are worth a question. */
  protected async act<O extends RunOptions>(
    run: (options: O) => Promise<Report>,
    options: O,
    flags: { json: boolean; yes: boolean },
    concerns: (resource: ResourceReport) => boolean,
  ): Promise<void> {
    const shown = (each: O): Promise<Report> => {
      const progress = showProgress(each.began ?? 0);
      const event: RunOptions['event'] = (happened) => {
        options.event?.(happened);
        progress.event(happened);
      };
      return run({ ...each, event }).finally(progress.end);
    };
    const report = await confirmed(shown, options, { wanted: !flags.yes, concerns });
    present({ ...report }, flags.json, writingText);
  }
}
