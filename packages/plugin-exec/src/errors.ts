import { type ErrorRow, errorsFrom } from '@kirikae/core';

/** The errors of programs. What `status` cannot tell may be told a little later; a program that cannot be started stays so. */
export const EXEC_ERRORS = {
  EXEC_UNTOLD: {
    kind: 'unreachable',
    problem: '{program} {ending}: {said}',
    hint: 'let it exit 0 for active here, 7 for not active here; anything else means that it cannot tell',
    transient: 'refused',
  },
  EXEC_SILENT: {
    kind: 'unreachable',
    problem: '{program} {ending}: {said}',
    hint: 'find out what it waits for, or allow more: timeout: or monitorTimeout: in the file',
    transient: 'silent',
  },
  EXEC_CUT_OFF: {
    kind: 'unreachable',
    problem: '{program} {ending}: {said}',
    hint: 'run it again; if it needs longer, allow more: timeout: in the file',
    ambiguous: true,
  },
  EXEC_FAILED: {
    kind: 'failed',
    problem: '{program} {ending}: {said}',
    hint: 'mend the cause that it tells, and run the command again; it must exit 0 where it is done',
  },
  EXEC_UNSAFE: {
    kind: 'usage',
    problem: 'the program {program} is not safe: {who} may write to {part}{reach}',
    hint: 'take that right away: {mend}',
  },
  EXEC_NOT_STARTED: { kind: 'failed', problem: '{obstacle}', hint: '{remedy}' },
  EXEC_STATUS_NOT_STARTED: { kind: 'unreachable', problem: '{obstacle}', hint: '{remedy}' },
} satisfies Record<string, ErrorRow>;

/** Makes an error of that table. */
export const execError = errorsFrom(EXEC_ERRORS);
