import { createInterface } from 'node:readline/promises';
import { failWith, mapTexts, type Report, type RunOptions, visible } from '@kirikae/engine';
import { cliError } from './errors.ts';
import { say } from './output/words.ts';
import { layoutOf } from './screen/page.ts';
import { questionScreen } from './screen/question.ts';
import { show } from './screen/show.ts';

/** True if somebody sits there who can be asked. */
export const canAsk = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

/**
 * Runs a command; on a terminal it shows the plan and asks first, if the plan takes from another node or releases something.
 * The time of the run begins after the answer.
 */
export async function confirmed<O extends RunOptions>(
  run: (options: O) => Promise<Report>,
  options: O,
  { wanted }: { readonly wanted: boolean },
): Promise<Report> {
  if (!wanted || options.dryRun || !canAsk()) return run(options);
  const plan = await run({ ...options, dryRun: true });
  const asked = plan.exitCode === 0 ? questionScreen(mapTexts(plan, visible), layoutOf('stderr')) : undefined;
  if (asked) {
    show('stderr', asked.before);
    if (!(await agreed(asked.question, options.signal))) {
      const declined = () => cliError('DECLINED', `${options.command} ${options.group}`);
      failWith(plan, options.signal.aborted ? options.signal.reason : declined());
      return { ...plan, dryRun: false, resources: [] };
    }
  }
  return run({ ...options, began: performance.now() });
}

/** A terminal that goes away, or the end of the input, is no agreement. */
async function agreed(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const gone = new Promise<string>((resolve) => {
    lines.once('close', () => resolve(''));
    process.stdin.once('error', () => resolve(''));
  });
  say('stderr', question);
  const answer = await Promise.race([gone, lines.question('', { signal }).catch(() => '')]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
