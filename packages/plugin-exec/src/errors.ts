import { type ErrorRow, errorsFrom } from '@kirikae/core';

/** The errors of programs. */
export const EXEC_ERRORS = {
  EXEC_NOT_FOUND: {
    kind: 'failed',
    problem: 'there is no program {program} ({where})',
    hint: 'install it, or correct its path',
  },
  EXEC_NO_FOLDER: {
    kind: 'failed',
    problem: 'there is no folder {folder} to run {program} in',
    hint: 'create it, or correct workingDirectory',
  },
  EXEC_NOT_STARTED: {
    kind: 'failed',
    problem: '{program} cannot be started ({reason})',
    hint: 'make it executable for the user that runs kirikae',
  },
  EXEC_FAILED: {
    kind: 'failed',
    problem: '{program} ended in {ending}{said}',
    hint: 'see what it says with `--log-level debug`, mend it and run the command again',
  },
  EXEC_CANNOT_TELL: {
    kind: 'unreachable',
    problem: '{program} cannot tell: {why}',
    hint: 'it must end in 0 (active) or 7 (not active); see what it says with `--log-level debug`',
  },
} satisfies Record<string, ErrorRow>;

/** Makes an error of that table. */
export const execError = errorsFrom(EXEC_ERRORS);
