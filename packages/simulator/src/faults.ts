import { createBucket } from './bucket.ts';
import type { Call } from './call-log.ts';
import { drawFault, type FaultDraw } from './draw.ts';
import type { Egress } from './egress.ts';
import { canHit, type FaultKind, type FaultRule, type FaultRuleOf, inScope } from './fault-rule.ts';

/** The faults of a simulator: rules and draws in the order they were added, the first that hits wins. */
export interface Faults {
  /** Adds a rule and returns its remover. */
  add(rule: FaultRule): () => void;
  /** Adds faults by chance and returns their remover. */
  draw(draw: FaultDraw): () => void;
  /** Ends all of them, and gives every node its way out back. */
  clear(): void;
  /** How often each kind was injected. */
  readonly injected: Partial<Record<FaultKind, number>>;
}

/** What to look for: the rules of some kinds, of which `fits` holds; `caller` is the node meant, if not the one who calls. */
export interface Wanted<Kind extends FaultKind> {
  readonly kinds: readonly Kind[];
  readonly fits?: (rule: FaultRuleOf<Kind>) => boolean;
  readonly caller?: string;
}

/** The side of the faults that requests are run through. */
export interface FaultSource extends Faults {
  /** Lets draws and buckets decide what they have for this call: once, at its arrival. */
  arrive(call: Call): void;
  /** The first rule that hits the call, not yet counted as injected. */
  find<Kind extends FaultKind>(call: Call, wanted: Wanted<Kind>): FaultRuleOf<Kind> | undefined;
  /** Counts a rule as injected; ends it when its `times` are used up. */
  use(rule: FaultRule): void;
  /** Takes a node's way out, until the time of the rule is over or the rule is removed. */
  cutOff(caller: string, rule: FaultRuleOf<'egress'>): void;
}

/** One thing that was added: a rule that always holds, or a chooser that is asked at each arrival. */
interface Entry {
  left: number;
  readonly fixed?: FaultRule;
  readonly choose?: (call: Call) => FaultRule | undefined;
  readonly chosen: WeakMap<Call, FaultRule>;
}

/** Starts without faults; `now` is in ms. */
export function createFaults(now: () => number, egress: Egress): FaultSource {
  let entries: Entry[] = [];
  const owners = new WeakMap<FaultRule, Entry>();
  const injected: Partial<Record<FaultKind, number>> = {};
  const end = (entry: Entry): void => {
    entries = entries.filter((each) => each !== entry);
  };
  const enter = (times: number | undefined, what: Pick<Entry, 'fixed' | 'choose'>): (() => void) => {
    const entry: Entry = { left: times ?? Number.POSITIVE_INFINITY, chosen: new WeakMap(), ...what };
    if (entry.fixed) owners.set(entry.fixed, entry);
    entries.push(entry);
    return () => {
      end(entry);
      egress.restore(entry);
    };
  };
  return {
    injected,
    add: (given) => {
      const rule = { ...given };
      return enter(rule.times, rule.kind === 'bucket' ? { choose: overflow(rule, now) } : { fixed: rule });
    },
    draw: (given) => enter(given.times, { choose: byChance(given) }),
    clear: () => {
      entries = [];
      egress.restore();
    },
    arrive: (call) => {
      for (const entry of entries) {
        const rule = entry.choose?.(call);
        if (rule === undefined) continue;
        entry.chosen.set(call, rule);
        owners.set(rule, entry);
      }
    },
    find: <Kind extends FaultKind>(call: Call, { kinds, fits = () => true, caller }: Wanted<Kind>) => {
      for (const entry of entries) {
        const rule = (entry.fixed ?? entry.chosen.get(call)) as FaultRuleOf<Kind> | undefined;
        if (rule === undefined || !kinds.includes(rule.kind as Kind) || !canHit(rule.kind, call)) continue;
        if (inScope(rule, call, caller) && fits(rule)) return rule;
      }
      return undefined;
    },
    use: (rule) => {
      injected[rule.kind] = (injected[rule.kind] ?? 0) + 1;
      const entry = owners.get(rule);
      if (entry === undefined) return;
      entry.left -= 1;
      if (entry.left <= 0) end(entry);
    },
    cutOff: (caller, rule) => egress.cut(caller, rule.ms, owners.get(rule) ?? rule),
  };
}

/** A bucket hits the calls for which it has no token left. */
function overflow(rule: FaultRuleOf<'bucket'>, now: () => number): NonNullable<Entry['choose']> {
  const bucket = createBucket(rule.burst, rule.perSecond, now);
  return (call) => (inScope(rule, call) && !bucket.take() ? { ...rule } : undefined);
}

/** A draw counts the calls in its scope. */
function byChance(draw: FaultDraw): NonNullable<Entry['choose']> {
  let index = 0;
  return (call) => (inScope(draw, call) ? drawFault(draw, index++, call) : undefined);
}
