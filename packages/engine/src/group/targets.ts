import { wholePolicy } from '@kirikae/core/machinery';
import { engineError } from '../report/errors.ts';
import type { Share } from './member.ts';

/** Two resources of one group must not move one thing, and none may use a value that another one moves. `at`: where each stands. */
export function checkTargets(shares: readonly Share[], at: (index: number) => string): void {
  const movers = new Map<string, string>();
  for (const [index, { name, definition, resolved }] of shares.entries())
    for (const target of definition.targets(resolved)) {
      const first = movers.get(target);
      if (first !== undefined) throw engineError('TARGET_TWICE', '', { at: at(index), first, second: name, target });
      movers.set(target, name);
    }
  for (const [index, { name, definition, resolved }] of shares.entries())
    for (const target of wholePolicy(definition).assumes(resolved)) {
      const first = movers.get(target);
      if (first !== undefined) throw engineError('TARGET_ASSUMED', '', { at: at(index), first, second: name, target });
    }
}
