import type { KirikaeError, Run, Status } from '@kirikae/core';
import { execError } from './errors.ts';
import { describeEnding, type Ending } from './program.ts';
import { said } from './protocol.ts';

/** The exit codes of `status`. Every other one means that it cannot tell. */
const ACTIVE = 0;
const INACTIVE = 7;
/** What shells exit with when a command could not be started: asking again is of no use. */
const NOT_STARTED = [126, 127];

/** What `status` told. Throws where it cannot tell. */
export function statusOf(
  ending: Ending,
  program: string,
  { node, unfinished }: Pick<Run, 'node' | 'unfinished'>,
): Status {
  if (ending.how !== 'exited' || ![ACTIVE, INACTIVE].includes(ending.code)) throw untold(ending, program);
  const [first = ''] = ending.stdout;
  if (ending.code === ACTIVE)
    return { state: 'active', holder: { id: node.id ?? node.name }, detail: first.trim() || `${program} says so` };
  // half of what it does may have been done, and `deactivate` is what undoes that
  const partly = unfinished ? { partly: true } : {};
  const holder = /^holder=(.*)$/.exec(first)?.[1]?.trim() ?? '';
  if (holder !== '' && holder !== node.name && holder !== node.id)
    return { ...partly, state: 'elsewhere', holder: { id: holder }, detail: `${program} says that ${holder} has it` };
  return {
    ...partly,
    state: 'inactive',
    detail: (holder === '' && first.trim()) || `${program} says that it is not active here`,
  };
}

function untold(ending: Ending, program: string): KirikaeError {
  const wanted = 'tell where it is';
  if (ending.how === 'not started') return execError('EXEC_STATUS_NOT_STARTED', wanted, { ...ending });
  const params = { program, ending: describeEnding(ending), said: said(ending.stderr) };
  if (ending.how === 'stopped') return execError('EXEC_SILENT', wanted, params);
  if (ending.how === 'exited' && NOT_STARTED.includes(ending.code))
    return execError('EXEC_STATUS_NOT_STARTED', wanted, {
      obstacle: `${program} ${params.ending}, with which a shell says that it found no such command: ${params.said}`,
      remedy: 'run it by hand as the user that runs kirikae, and mend what that shows',
    });
  return execError('EXEC_UNTOLD', wanted, params);
}
