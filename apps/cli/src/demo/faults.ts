import type { FaultDraw, FaultRule, Simulator } from '@kirikae/simulator';
import { cliError } from '../errors.ts';

/** Faults as the command line gave them. */
export type Fault = FaultRule | FaultDraw;

/** Reads all `--fault`. Throws `usage` with what there is. */
export async function readFaults(texts: readonly string[]): Promise<Fault[]> {
  const { parseFault } = await import('@kirikae/simulator');
  return texts.map((text) => {
    try {
      return parseFault(text);
    } catch (error) {
      const problem = `--fault ${text}: ${(error as Error).message}`;
      throw cliError('USAGE_FLAG', '', { problem, command: 'demo' }, { cause: error });
    }
  });
}

/** Puts them into the simulated AWS. */
export function addFaults({ faults }: Simulator, given: readonly Fault[]): void {
  for (const fault of given) 'seed' in fault ? faults.draw(fault) : faults.add(fault);
}

/** How often each kind was injected, in words. */
export function injected({ faults }: Simulator): string {
  const counts = Object.entries(faults.injected).map(([kind, count]) => `${kind} ${count}`);
  return counts.length > 0
    ? `Faults injected: ${counts.join(', ')}.`
    : 'No fault was injected: no call was in their scope.';
}
