import type { Call } from './call-log.ts';
import { type FaultKind, type FaultRule, type FaultRuleOf, hits } from './fault-rule.ts';

/** The faults of a simulator: rules in the order they were added, the first that hits wins. */
export interface Faults {
  /** Adds a rule and returns its remover. */
  add(rule: FaultRule): () => void;
  clear(): void;
  /** How often each kind was injected. */
  readonly injected: Partial<Record<FaultKind, number>>;
}

/** The side of the faults that requests are run through. */
export interface FaultSource extends Faults {
  /** The first rule of one of `kinds` that hits the call, not yet counted as injected. */
  find<Kind extends FaultKind>(call: Call, kinds: readonly Kind[]): FaultRuleOf<Kind> | undefined;
  /** Counts a rule as injected; ends it when its `times` are used up. */
  use(rule: FaultRule): void;
}

/** Starts without faults. */
export function createFaults(): FaultSource {
  const active: { rule: FaultRule; left: number }[] = [];
  const injected: Partial<Record<FaultKind, number>> = {};
  const remove = (rule: FaultRule): void => {
    const index = active.findIndex((entry) => entry.rule === rule);
    if (index >= 0) active.splice(index, 1);
  };
  return {
    injected,
    add: (given) => {
      const rule = { ...given };
      active.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
      return () => remove(rule);
    },
    clear: () => void active.splice(0),
    find: <Kind extends FaultKind>(call: Call, kinds: readonly Kind[]) =>
      active.find(({ rule }) => kinds.includes(rule.kind as Kind) && hits(rule, call))?.rule as
        | FaultRuleOf<Kind>
        | undefined,
    use: (rule) => {
      injected[rule.kind] = (injected[rule.kind] ?? 0) + 1;
      const entry = active.find((candidate) => candidate.rule === rule);
      if (entry === undefined) return;
      entry.left -= 1;
      if (entry.left <= 0) remove(rule);
    },
  };
}
