import { createBucket } from './bucket.ts';
import type { Call } from './call-log.ts';
import { drawFault, type FaultDraw } from './draw.ts';
import type { Egress } from './egress.ts';
import { type AddedFault, type ChooseFault, createFaultEntries } from './fault-entries.ts';
import type { FaultKind, FaultRule, FaultRuleOf } from './fault-rule.ts';
import { canHit, inScope } from './fault-scope.ts';

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
interface Wanted<Kind extends FaultKind> {
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

/** Starts without faults; `now` is in ms. */
export function createFaults(now: () => number, egress: Egress): FaultSource {
  const entries = createFaultEntries();
  const injected: Partial<Record<FaultKind, number>> = {};
  const enter = (what: AddedFault, times?: number): (() => void) => {
    const entry = entries.enter(what, times);
    return () => {
      entries.end(entry);
      egress.restore(entry);
    };
  };
  return {
    injected,
    add: (given) => {
      const rule = { ...given };
      return enter(rule.kind === 'bucket' ? { choose: overflow(rule, now) } : { fixed: rule }, rule.times);
    },
    draw: (given) => enter({ choose: byChance(given) }, given.times),
    clear: () => {
      entries.clear();
      egress.restore();
    },
    arrive: entries.arrive,
    find: (call, wanted) => entries.rulesFor(call).find((rule) => isHit(rule, call, wanted)),
    use: (rule) => {
      injected[rule.kind] = (injected[rule.kind] ?? 0) + 1;
      entries.spend(rule);
    },
    cutOff: (caller, rule) => egress.cut(caller, rule.ms, entries.ownerOf(rule) ?? rule),
  };
}

function isHit<Kind extends FaultKind>(
  rule: FaultRule,
  call: Call,
  { kinds, fits = () => true, caller }: Wanted<Kind>,
): rule is FaultRuleOf<Kind> {
  const isWanted = kinds.includes(rule.kind as Kind) && canHit(rule.kind, call);
  return isWanted && inScope(rule, call, caller) && fits(rule as FaultRuleOf<Kind>);
}

/** A bucket hits the calls for which it has no token left. */
function overflow(rule: FaultRuleOf<'bucket'>, now: () => number): ChooseFault {
  const bucket = createBucket(rule.burst, rule.perSecond, now);
  return (call) => (inScope(rule, call) && !bucket.take() ? { ...rule } : undefined);
}

/** A draw counts the calls in its scope. */
function byChance(draw: FaultDraw): ChooseFault {
  let index = 0;
  return (call) => (inScope(draw, call) ? drawFault(draw, index++, call) : undefined);
}
