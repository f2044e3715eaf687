/* What the book and the engine share, for the engine alone. */

export { type Deadline, shareDeadline, startDeadline } from './deadline.ts';
export { row } from './error-table.ts';
export { CORE_ERRORS, coreError, interruption, toKirikaeError } from './errors.ts';
export { alikeNames, formatDuration, forNode, isSameName, name, parseDuration } from './fields.ts';
export { EXIT_CODES, type Outcome, PRECEDENCE, type Transient } from './kirikae-error.ts';
export { didYouMean, nearest } from './nearest.ts';
export { wholePolicy } from './policy.ts';
export { concealAll, concealContent, mask, maskAll } from './secrets.ts';
export { mapTexts, visible } from './texts.ts';
export { afterTries, because, beginTrial, type Trial } from './trial.ts';
export { jitter, paced, REQUEST_GRACE, sleep, sleepUntil, untilAborted, untilEnded, within } from './wait.ts';
