import type { HISTORIES } from './draw.ts';
import type { Edits } from './edition.ts';

/** A deliberate defect, and what must find it. */
export interface Mutant {
  readonly edits: Edits;
  /** The law that must find it. */
  readonly law: string;
  /** The histories that show it soon, if it is rare among all. */
  readonly shownBy?: keyof typeof HISTORIES;
}

/** Defects that a tool of this kind is likely to have. The histories must find each of them. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'skip the verification': {
    edits: [['if (written?.proof) {', 'if (written) {']],
    law: 'everyWriteIsVerified',
  },
  'skip the look at the others after the last write': {
    edits: [['!isProved(work, work.proof, latest)', 'false']],
    law: 'doneIsTrue',
    shownBy: 'raceOfGroups',
  },
  'trust a look that may be stale': {
    edits: [['if (!isHere(found.status) || !wholePolicy(', 'if (true || !wholePolicy(']],
    law: 'doneIsTrue',
    shownBy: 'behind',
  },
  'release by the current holder': {
    edits: [
      [
        'call: (client, options) => client.send(new DisassociateAddressCommand({ AssociationId: associationId }), options)',
        `call: async (client, options) => {
            const now = await client.send(new DescribeAddressesCommand({})).catch(() => {});
            const AssociationId = now?.Addresses?.find(({ PublicIp }) => PublicIp === name)?.AssociationId ?? associationId;
            return client.send(new DisassociateAddressCommand({ AssociationId }), options);
          }`,
      ],
    ],
    law: 'nobodyIsRobbed',
    shownBy: 'handover',
  },
  'release records whoever has them': {
    edits: [["['ours', 'drifted'].includes(kindOf(pair))", 'pair.found']],
    law: 'nobodyIsRobbed',
  },
  'retry a write blindly': {
    edits: [['return lookForEffect(work, attempt);', 'return { at: 0, writes: 0, status: attempt.before };']],
    law: 'neverBlindlyTwice',
    shownBy: 'lost',
  },
  'take a lost answer for a failure': {
    edits: [['return lookForEffect(work, attempt);', 'throw error;']],
    law: 'neverGivesUpEarly',
    shownBy: 'lost',
  },
  'ignore the deadline': {
    edits: [['began + total - reserve(total)', 'began + 3 * total']],
    law: 'endsInTime',
  },
  'journal after the write instead of before': {
    edits: [
      [
        "await journal({ kind: 'intent', write: number, resource, subject: subject(), action, summary, holder: holder() });",
        '',
      ],
    ],
    law: 'everyWriteIsJournalled',
  },
  'overwrite records instead of comparing': {
    edits: [['zone.change(run, conditionalChanges(pairs)', 'zone.change(run, unconditionalChanges(pairs)']],
    law: 'recordsAreCompared',
  },
  'write in a dry run': {
    edits: [['if (gate.dryRun)', 'if (false)']],
    law: 'readersNeverWrite',
    shownBy: 'rehearsal',
  },
  'end in 0 whatever failed': {
    edits: [['const kind = worst(kinds);', 'const kind = undefined;']],
    law: 'doneIsTrue',
  },
  'take a silent API for "not here"': {
    edits: [
      [
        'return { member, elapsedMs: took(), error: toKirikaeError(error) };',
        "return { member, elapsedMs: took(), status: { state: 'inactive', detail: '' } };",
      ],
    ],
    law: 'monitorIsRight',
    shownBy: 'deaf',
  },
  'believe one answer against the state record': {
    edits: [['? AGAIN : []', '? [] : []']],
    law: 'monitorIsRight',
    shownBy: 'behind',
  },
  'remember an activation of an earlier boot': {
    edits: [['sameBoot(completed.boot, boot)', 'true']],
    law: 'monitorIsRight',
    shownBy: 'powerCut',
  },
  'wait for the lock of a dead run': {
    edits: [['isAlive(ticket, root, processes)', 'true']],
    law: 'converges|everyEndHasItsReason',
  },
  'go on without the lock': {
    edits: [['if (!ahead)', 'if (true)']],
    law: 'oneAtATime|stateIsSound', // by the moment at which the two meet
  },
  'take what the policy forbids': {
    edits: [["takeover === 'if-free' && elsewhere", 'false']],
    law: 'policyIsKept',
    shownBy: 'careful',
  },
  'give a stop up when the file has changed': {
    edits: [['Object.entries(resources).filter(([name]) => !names.has(name))', '[]']],
    law: 'letGoIsTrue',
    shownBy: 'forgotten',
  },
  'act on what was seen before a sleep': {
    edits: [['isLate() ?', 'false ?']],
    law: 'sleepersLookAgain',
    shownBy: 'slumber',
  },
  'send a write after the stop': {
    edits: [['const barred = signal.aborted ?', 'const barred = false ?']],
    law: 'nothingIsSentAfterTheStop',
    shownBy: 'interrupted',
  },
  'give the lock back before the last state write': {
    edits: [
      [
        'await hold(session, direction, body, journal).finally(release);',
        'await hold(session, direction, body, journal, release);',
      ],
      [
        'async function hold(session, direction, { held }, journal) {',
        'async function hold(session, direction, { held }, journal, release) {',
      ],
      [
        'await write(await completedNow(session, direction));',
        'await release();\n    await write(await completedNow(session, direction));',
      ],
    ],
    law: 'stateIsSound',
    shownBy: 'queue',
  },
  'take a third version for stale': {
    edits: [['if (isThird(status, before, written))', 'if (false)']],
    law: 'staleIsSaidOfStaleReads',
    shownBy: 'race',
  },
  'never journal what became of a write': {
    edits: [["await journal({ kind: 'outcome', write: number,", "void ({ kind: 'outcome', write: number,"]],
    law: 'everyOutcomeIsJournalled',
  },
  'record nothing before the first write': {
    edits: [['await run.remember(await withShares(former, pending, options.registry));', ';']],
    law: 'everythingIsRemembered',
  },
  'rename a state record that is not on the disk yet': {
    edits: [['.then(() => file.datasync())', '']],
    law: 'stateIsSound',
    shownBy: 'powerCut',
  },
  'send a write whose intent is not on the disk yet': {
    edits: [["['intent', 'process', 'outcome'].includes(entry.kind)", "entry.kind === 'outcome'"]],
    law: 'everyWriteIsJournalled',
    shownBy: 'cutInFlight',
  },
  'ignore what the manager allows': {
    edits: [['Math.min(allowed, options.limit ?? allowed)', 'allowed']],
    law: 'endsInTime',
    shownBy: 'limited',
  },
  'tell a manager that a degraded start failed': {
    edits: [["command === 'activate' && outcome === 'degraded'", 'false']],
    law: 'managersGetTheirCodes',
    shownBy: 'degraded',
  },
  'take a suspended run for a dead one': {
    edits: [["'ZXx'.includes", "'ZXxT'.includes"]],
    law: 'oneAtATime|stateIsSound', // by the moment at which the two meet
    shownBy: 'nap',
  },
  'never look who comes later': {
    edits: [['later && !held.aborted', 'false']],
    law: 'overtakenRunsStop',
    shownBy: 'overtaken',
  },
  'never take a stop without the lock into the record': {
    edits: [['await clearStop(directory, group);', '']],
    law: 'converges',
    shownBy: 'sleeper',
  },
  'end a stop in 0 whatever it left': {
    edits: [
      [
        'const must = (each) => options.strict || !(takeable.get(each.name) || isOvertaken(each.error));',
        'const must = () => false;',
      ],
    ],
    law: 'stopsAreHonest',
    shownBy: 'programs',
  },
  'never journal the end of a run': {
    edits: [['await journal(endOf(session));', 'void endOf(session);']],
    law: 'everyOutcomeIsJournalled',
  },
  'measure the deadline by the wall clock': {
    edits: [
      ['const end = performance.now() + ms;', 'const end = Date.now() + ms;'],
      ['remaining: () => Math.max(0, end - performance.now())', 'remaining: () => Math.max(0, end - Date.now())'],
    ],
    law: 'everyEndHasItsReason',
    shownBy: 'clocks',
  },
  'stop without waiting for the write in flight': {
    edits: [
      [
        'await untilEnded((async () => hook())(), run.signal, writer.settled);',
        'await untilEnded((async () => hook())(), run.signal);',
      ],
    ],
    law: 'everyOutcomeIsJournalled',
    shownBy: 'slowWrites',
  },
  'say that a write failed whose time ran out': {
    edits: [["const SAY_NOTHING = ['DEADLINE', 'INTERRUPTED', 'DEFECT'];", 'const SAY_NOTHING = [];']],
    law: 'outcomesAreTrue',
    shownBy: 'slowWrites',
  },
  'take a program that cannot tell for "not here"': {
    edits: [['![ACTIVE, INACTIVE].includes(ending.code)', 'false']],
    law: 'letGoIsTrue',
    shownBy: 'programs',
  },
  'let a stop believe one look against the record': {
    edits: [['heldHere(seen.status) || !recorded ||', 'true ||']],
    law: 'letGoIsTrue',
    shownBy: 'staleStop',
  },
  'point only the first of the routes': {
    edits: [
      [
        'const away = found.filter((each) => !isAt(each, routes.resolved.networkInterfaceId));',
        'const away = found.filter((each) => !isAt(each, routes.resolved.networkInterfaceId)).slice(0, 1);',
      ],
    ],
    law: 'everyEndHasItsReason',
    shownBy: 'routes',
  },
};
