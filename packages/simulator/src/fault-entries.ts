import type { Call } from './call-log.ts';
import type { FaultRule } from './fault-rule.ts';

/** Chooses at a call's arrival what hits it. */
export type ChooseFault = (call: Call) => FaultRule | undefined;

/** What was added: a rule that always holds, or a chooser that is asked at each arrival. */
export type AddedFault = { readonly fixed: FaultRule } | { readonly choose: ChooseFault };

/** One thing that was added, how often it may still happen, and what was chosen for which call. */
interface FaultEntry {
  left: number;
  readonly fixed?: FaultRule;
  readonly choose?: ChooseFault;
  readonly chosen: WeakMap<Call, FaultRule>;
}

/** All that was added, in its order. */
interface FaultEntries {
  /** Adds something for `times` times, for ever if not said otherwise. */
  enter(what: AddedFault, times?: number): FaultEntry;
  end(entry: FaultEntry): void;
  clear(): void;
  /** Has every chooser choose for this call: once, at its arrival. */
  arrive(call: Call): void;
  /** The rules that there are for a call, whether they hit it or not. */
  rulesFor(call: Call): FaultRule[];
  /** The entry from which a rule comes. */
  ownerOf(rule: FaultRule): FaultEntry | undefined;
  /** Takes one of the times from the entry of a rule, which ends with its last. */
  spend(rule: FaultRule): void;
}

/** Starts empty. */
export function createFaultEntries(): FaultEntries {
  let entries: FaultEntry[] = [];
  const owners = new WeakMap<FaultRule, FaultEntry>();
  const end = (entry: FaultEntry): void => {
    entries = entries.filter((each) => each !== entry);
  };
  return {
    enter: (what, times = Number.POSITIVE_INFINITY) => {
      const entry: FaultEntry = { left: times, chosen: new WeakMap(), ...what };
      if (entry.fixed) owners.set(entry.fixed, entry);
      entries.push(entry);
      return entry;
    },
    end,
    clear: () => {
      entries = [];
    },
    arrive: (call) => {
      for (const entry of entries) choose(entry, call, owners);
    },
    rulesFor: (call) => entries.flatMap(({ fixed, chosen }) => fixed ?? chosen.get(call) ?? []),
    ownerOf: (rule) => owners.get(rule),
    spend: (rule) => {
      const entry = owners.get(rule);
      if (entry === undefined) return;
      entry.left -= 1;
      if (entry.left <= 0) end(entry);
    },
  };
}

function choose(entry: FaultEntry, call: Call, owners: WeakMap<FaultRule, FaultEntry>): void {
  const rule = entry.choose?.(call);
  if (rule === undefined) return;
  entry.chosen.set(call, rule);
  owners.set(rule, entry);
}
