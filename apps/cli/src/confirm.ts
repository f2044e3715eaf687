import { createInterface } from 'node:readline/promises';
import { failWith, mapTexts, type Report, type ResourceReport, type RunOptions, visible } from '@kirikae/engine';
import { cliError } from './errors.ts';
import { planText } from './output/result.ts';
import { say } from './output/words.ts';

/** What is said before the question. */
interface Question {
  readonly wanted: boolean;
  /** True if the plan holds something to ask about. */
  readonly concerns: (resource: ResourceReport) => boolean;
}

/** True if somebody sits there who can be asked. */
export const canAsk = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY);

/**
 * Runs a command; on a terminal it shows the plan and asks first, if the plan takes from another node or releases something.
 * The time of the run begins after the answer.
 */
export async function confirmed<O extends RunOptions>(
  run: (options: O) => Promise<Report>,
  options: O,
  question: Question,
): Promise<Report> {
  if (!question.wanted || options.dryRun || !canAsk()) return run(options);
  const wanted = `${options.command} ${options.group}`;
  const plan = await run({ ...options, dryRun: true });
  const grave = plan.resources.some((each) => 'outcome' in each && each.writes.length > 0 && question.concerns(each));
  if (plan.exitCode === 0 && grave) {
    say('stderr', planText(mapTexts(plan, visible)));
    if (!(await agreed(options.signal))) {
      failWith(plan, options.signal.aborted ? options.signal.reason : cliError('DECLINED', wanted));
      return { ...plan, dryRun: false, resources: [] };
    }
  }
  return run({ ...options, began: performance.now() });
}

/** A terminal that goes away, or the end of the input, is no agreement. */
async function agreed(signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const gone = new Promise<string>((resolve) => {
    lines.once('close', () => resolve(''));
    process.stdin.once('error', () => resolve(''));
  });
  say('stderr', 'Do it? [y/N] ');
  const answer = await Promise.race([gone, lines.question('', { signal }).catch(() => '')]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
