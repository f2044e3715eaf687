import type { Report } from '@kirikae/engine';
import { FileCommand } from './command.ts';
import { confirmed } from './confirm.ts';
import { type ManagedOptions, managed } from './manager/managed.ts';
import { type ManagerName, managerOf } from './manager/managers.ts';
import { present } from './output/present.ts';
import { writingScreen } from './screen/writing.ts';

/** A command that changes the world: it asks first where somebody can answer, and shows what it waits for. */
export abstract class WritingCommand extends FileCommand {
  /** Runs it and tells how it ended. */
  protected async act<O extends ManagedOptions>(
    run: (options: O) => Promise<Report>,
    options: O,
    { json, yes, manager: name }: { json: boolean; yes: boolean; manager: ManagerName | undefined },
  ): Promise<number> {
    const manager = managerOf(name);
    const report = await (manager
      ? managed(manager, options, run)
      : confirmed((each: O) => this.shown(run, each), options, { wanted: !yes }));
    return present({ ...report }, json, writingScreen, manager);
  }
}
