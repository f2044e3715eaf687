import type { Report, RunEvent, RunOptions } from '@kirikae/engine';
import { Command } from '@oclif/core';
import { signalOfInterrupt } from './end/interrupt.ts';
import { mustEndBy } from './end/outcome.ts';
import { commonFlags, fileFlags } from './flags.ts';
import { logger } from './output/log.ts';
import { configPath, stateDirectory } from './paths.ts';
import { builtIn } from './plugins.ts';
import { showProgress } from './screen/progress.ts';

/** What the flags of a command that reads the file give. */
interface CommonFlags {
  readonly config: string | undefined;
  readonly node: string | undefined;
  readonly json: boolean;
  readonly 'log-level': 'debug' | 'info' | 'warn' | 'error';
  readonly timeout?: number | undefined;
}

/** A command whose errors are told in one place, `main.ts`. */
export abstract class ToldCommand extends Command {
  /** oclif would print some errors itself; main tells them all. */
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }
}

/** A command that can answer in JSON. */
export abstract class PlainCommand extends ToldCommand {
  static override baseFlags = commonFlags;
}

/** A command that reads the configuration file. */
export abstract class FileCommand extends PlainCommand {
  static override baseFlags = { ...commonFlags, ...fileFlags };

  /** The options that every run needs, from the flags and the environment. */
  protected runOptions({
    config,
    node,
    'log-level': level,
    timeout,
  }: CommonFlags): Omit<RunOptions, 'command' | 'group'> & { event: (event: RunEvent) => void } {
    const { env } = process;
    if (timeout !== undefined) mustEndBy(timeout); // also where there is no file to run by
    const { event, log } = logger(level);
    const shared = {
      configPath: configPath(config, env),
      stateDirectory: stateDirectory(env),
      registry: builtIn,
      version: this.config.version,
    };
    return { ...shared, env, node, signal: signalOfInterrupt(), event, log, began: 0, endsBy: mustEndBy };
  }

  /** Runs something and shows, on a terminal, what it does as long as it takes. */
  protected async shown<O extends Pick<RunOptions, 'event' | 'signal' | 'began'>>(
    run: (options: O) => Promise<Report>,
    options: O,
  ): Promise<Report> {
    const progress = showProgress(options.began ?? 0, options.signal);
    const event: RunOptions['event'] = (happened) => {
      options.event?.(happened);
      progress.event(happened);
    };
    return run({ ...options, event }).finally(progress.end);
  }
}
