import { describe, expect, test } from 'vitest';
import { isPrivate } from '../src/machine/private-group.ts';
import type { Inquiry } from '../src/machine/question.ts';
import { weaknessOf } from '../src/machine/weakness.ts';

/** The owner that is shown for all who have no id in a user namespace. */
const UNTOLD = 65_534;
const PASSWD = 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/:\nbob:x:1001:50::/:\nold-ann:x:1000:1000::/:\n';
const GROUP =
  'root:x:0:\nann:x:1000:\nstaff:x:50:bob\nempty:x:60:\nanns:x:61:ann,root\nboth:x:62:ann,bob\nours:x:63:ann\n';
const USERS = [PASSWD, GROUP];
const NO_LIST = 'drwxrwxr-x  2 1000 1000 4096  /x\n';
const LABELLED = 'drwxrwxr-x. 2 1000 1000 4096  /x\n';
const LIST = 'drwxrwxr-x+ 2 1000 1000 4096  /x\n';

/** The outcome of an inquiry on a machine that answers so; everything that is told is asked for. */
function on<T>(answers: readonly string[], inquiry: Inquiry<T>): T {
  const left = [...answers];
  let step = inquiry.next();
  while (!step.done) step = inquiry.next(left.shift());
  expect(left).toEqual([]);
  return step.value;
}

describe('rights', () => {
  const rights = (mode: number, uid = 0, gid = 0) => ({ mode, uid, gid });
  const group = (gid: number) => ({ who: `group ${gid} (or whom an ACL names)`, mend: 'chmod g-w /x' });
  const listed = { who: 'whom its ACL names', mend: 'chmod g-w /x' };
  const perhapsListed = {
    who: 'whom an ACL names (there may be one: no ls of GNU is here to tell)',
    mend: 'chmod g-w /x',
  };

  test.each([
    ['root’s own', rights(0o755), 0, [], undefined],
    ['this user’s own', rights(0o755, 1_000, 1_000), 1_000, [], undefined],
    ['root’s, for another user', rights(0o755), 1_000, [], undefined],
    ['another user’s', rights(0o700, 1_001), 1_000, [], { who: 'user 1001', mend: 'chown root /x' }],
    ['another user’s, for root', rights(0o700, 1_001), 0, [], { who: 'user 1001', mend: 'chown root /x' }],
    ['everybody’s to write', rights(0o757), 0, [], { who: 'anybody', mend: 'chmod o-w /x' }],
    ['everybody’s to write, for its user', rights(0o757, 1_000), 1_000, [], { who: 'anybody', mend: 'chmod o-w /x' }],
    ['a group’s to write, for root', rights(0o775, 0, 50), 0, USERS, group(50)],
    ['root’s group’s to write', rights(0o775), 0, [NO_LIST], undefined],
    ['root’s group’s to write, with a label', rights(0o775), 0, [LABELLED], undefined],
    ['root’s group’s to write, with a list', rights(0o775), 0, [LIST], listed],
    ['root’s group’s to write, with nobody to tell of a list', rights(0o775), 0, [''], perhapsListed],
    ['a group’s to write, for a user', rights(0o775, 1_000, 50), 1_000, USERS, group(50)],
    ['root’s, and another group’s to write, for a user', rights(0o775, 0, 50), 1_000, USERS, group(50)],
    ['the own group’s to write', rights(0o775, 1_000, 1_000), 1_000, [...USERS, NO_LIST], undefined],
    ['the own group’s to write, with a list', rights(0o775, 1_000, 1_000), 1_000, [...USERS, LIST], listed],
  ] as const)('%s', (_, found, user, answers, weakness) => {
    const told = on(answers, weaknessOf('/x', found, user));
    expect(told).toEqual(weakness && { part: '/x', ...weakness });
  });

  test.each([
    ['this user’s own', rights(0o755, 1_000, 1_000), 1_000, [], undefined],
    ['root’s own', rights(0o755), 1_000, [], undefined],
    ['a stranger’s', rights(0o755, 1_001), 1_000, [], { who: 'user 1001', mend: 'chown root /x' }],
    ['of that owner', rights(0o755, UNTOLD, UNTOLD), 1_000, [], undefined],
    ['of that owner, for root', rights(0o700, UNTOLD, UNTOLD), 0, [], undefined],
    ['of that owner, everybody’s to write', rights(0o757, UNTOLD), 0, [], { who: 'anybody', mend: 'chmod o-w /x' }],
    ['of that owner, a group’s to write', rights(0o775, UNTOLD, 50), 1_000, [], group(50)],
    ['of that owner, group 0’s to write', rights(0o775, UNTOLD, 0), 0, [], group(0)],
    ['a group’s to write that is not told', rights(0o775, 0, UNTOLD), 0, USERS, group(UNTOLD)],
  ] as const)('where an owner cannot be told from the system: %s', (_, found, user, answers, weakness) => {
    const told = on(answers, weaknessOf('/x', found, user, UNTOLD));
    expect(told).toEqual(weakness && { part: '/x', ...weakness });
  });
});

describe('a group', () => {
  test.each([
    ['that a user has as his own', 1_000, 1_000, true],
    ['that lists him alone', 63, 1_000, true],
    ['that is another user’s own', 1_000, 1_001, false],
    ['that lists another user as well', 62, 1_000, false],
    ['that lists root as well', 61, 1_000, true],
    ['that is his first, and lists him as well', 50, 1_001, true],
    ['in which nobody is: a program may have it that anybody starts', 60, 1_000, false],
    ['that nobody knows', 5_000, 1_000, false],
    ['of the same number, where neither is known', 5_000, 5_000, true],
    ['of another number, where neither is known', 5_000, 5_001, false],
    ['that is known, for a user who is not', 60, 60, false],
  ])('%s', (_, gid, user, own) => {
    expect(on(USERS, isPrivate(gid, user))).toBe(own);
  });

  test.each([
    ['there is no list of users', ['', ''], 1_000, true],
    ['there is a list of groups alone', ['', 'app:x:1000:\n'], 1_000, false],
  ])('is told where %s', (_, answers, id, own) => {
    expect(on(answers, isPrivate(id, id))).toBe(own);
  });
});
