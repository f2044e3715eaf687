import { registerHooks } from 'node:module';
import type { HISTORIES } from './history.ts';

/** A deliberate defect: in the built `file`, `from` becomes `to`. */
export interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The law that must find it. */
  readonly law: string;
  /** The histories that show it soon, if it is rare among all. */
  readonly shownBy?: keyof typeof HISTORIES;
}

/** Defects that a tool of this kind is likely to have. The histories must find each of them. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'skip the verification': {
    file: 'core/dist/verify.js',
    from: 'if (written?.proof) {',
    to: 'if (written) {',
    law: 'everyWriteIsVerified',
  },
  'skip the look at the others after the last write': {
    file: 'core/dist/confirm.js',
    from: '!isProved(work, work.proof, latest)',
    to: 'false',
    law: 'doneIsTrue',
  },
  'trust a look that may be stale': {
    file: 'core/dist/believed.js',
    from: '|| !work.member.type.staleReads',
    to: '|| true',
    law: 'doneIsTrue',
    shownBy: 'behind',
  },
  'release by the current holder': {
    file: 'plugin-eip/dist/elastic-ip.js',
    from: 'async (signal) => {\n                const gone',
    to: `async (signal) => {
                const now = await client.send(new DescribeAddressesCommand({ AllocationIds: [allocationId] })).catch(() => {});
                associationId = now?.Addresses?.[0]?.AssociationId ?? associationId;
                const gone`,
    law: 'nobodyIsRobbed',
    shownBy: 'handover',
  },
  'release records whoever has them': {
    file: 'plugin-route53/dist/difference.js',
    from: "['ours', 'drifted'].includes(kindOf(pair))",
    to: 'pair.found',
    law: 'nobodyIsRobbed',
  },
  'retry a write blindly': {
    file: 'core/dist/attain.js',
    from: 'return lookForEffect(work, attempt);',
    to: 'return { at: 0, writes: 0, status: attempt.before };',
    law: 'neverBlindlyTwice',
  },
  'take a lost answer for a failure': {
    file: 'core/dist/attain.js',
    from: 'return lookForEffect(work, attempt);',
    to: 'throw error;',
    law: 'neverGivesUpEarly',
  },
  'ignore the deadline': {
    file: 'core/dist/session.js',
    from: 'began + total - reserve(total)',
    to: 'began + 3 * total',
    law: 'endsInTime',
  },
  'journal after the write instead of before': {
    file: 'core/dist/gate.js',
    from: "await journal({ kind: 'intent', write: number, resource, action, summary, holder: holder() });",
    to: '',
    law: 'everyWriteIsJournalled',
  },
  'overwrite records instead of comparing': {
    file: 'plugin-route53/dist/resource.js',
    from: 'zone.change(run, conditionalChanges(pairs)',
    to: 'zone.change(run, unconditionalChanges(pairs)',
    law: 'recordsAreCompared',
  },
  'write in a dry run': {
    file: 'core/dist/gate.js',
    from: 'if (gate.dryRun)',
    to: 'if (false)',
    law: 'readersNeverWrite',
  },
  'end in 0 whatever failed': {
    file: 'core/dist/run-activate.js',
    from: 'const kind = worst(kinds);',
    to: 'const kind = undefined;',
    law: 'doneIsTrue',
  },
  'take a silent API for "not here"': {
    file: 'core/dist/answer.js',
    from: 'return { known, error: toKirikaeError(error) };',
    to: "return { known, status: { state: 'inactive', detail: '' } };",
    law: 'monitorIsRight',
  },
  'believe one answer against the state record': {
    file: 'core/dist/run-monitor.js',
    from: '? AGAIN : []',
    to: '? [] : []',
    law: 'monitorIsRight',
    shownBy: 'behind',
  },
  'remember an activation of an earlier boot': {
    file: 'core/dist/verdict.js',
    from: 'sameBoot(completed.boot, boot)',
    to: 'true',
    law: 'monitorIsRight',
    shownBy: 'powerCut',
  },
  'wait for the lock of a dead run': {
    file: 'core/dist/ticket.js',
    from: '(await isAlive(ticket, dirname(line)))',
    to: 'true',
    law: 'converges',
  },
  'go on without the lock': {
    file: 'core/dist/lock.js',
    from: 'if (!ahead)',
    to: 'if (true)',
    law: 'oneAtATime',
  },
  'take what the policy forbids': {
    file: 'plugin-eip/dist/elastic-ip.js',
    from: "takeover === 'if-free' && elsewhere",
    to: 'false',
    law: 'policyIsKept',
  },
  'give a stop up when the file has changed': {
    file: 'core/dist/holdings.js',
    from: 'Object.entries(resources).filter(([name]) => !names.has(name))',
    to: '[]',
    law: 'letGoIsTrue',
  },
};

/** Builds one defect into the modules that are loaded from now on. */
export function plant(name: string): void {
  const mutant = MUTANTS[name];
  if (!mutant) throw new Error(`there is no mutant ${name}; there are: ${Object.keys(MUTANTS).join(', ')}`);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(mutant.file)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(mutant.from)) throw new Error(`${mutant.file} has no ${mutant.from}`);
      return { ...loaded, source: source.replaceAll(mutant.from, mutant.to) };
    },
  });
}
