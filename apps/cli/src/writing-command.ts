import type { Report, ResourceReport, RunOptions } from '@kirikae/engine';
import { FileCommand } from './command.ts';
import { confirmed } from './confirm.ts';
import { type ManagedOptions, managed } from './manager/managed.ts';
import { type ManagerName, managerOf } from './manager/managers.ts';
import { present } from './output/present.ts';
import { showProgress } from './output/progress.ts';
import { writingText } from './output/result.ts';

/** A command that changes the world: it asks first where somebody can answer, and shows what it waits for. */
export abstract class WritingCommand extends FileCommand {
  /** Runs it and tells how it ended. `concerns` says which planned changes are worth a question. */
  protected async act<O extends ManagedOptions>(
    run: (options: O) => Promise<Report>,
    options: O,
    { json, yes, manager: name }: { json: boolean; yes: boolean; manager: ManagerName | undefined },
    concerns: (resource: ResourceReport) => boolean,
  ): Promise<number> {
    const shown = (each: O): Promise<Report> => {
      const progress = showProgress(each.began ?? 0);
      const event: RunOptions['event'] = (happened) => {
        options.event?.(happened);
        progress.event(happened);
      };
      return run({ ...each, event }).finally(progress.end);
    };
    const manager = managerOf(name);
    const report = await (manager
      ? managed(manager, options, run)
      : confirmed(shown, options, { wanted: !yes, concerns }));
    return present({ ...report }, json, writingText, manager);
  }
}
