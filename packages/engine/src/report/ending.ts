import type { Kind, KirikaeError } from '@kirikae/core';
import { EXIT_CODES, type Outcome, PRECEDENCE, toKirikaeError } from '@kirikae/core/machinery';
import { type Report, reportError } from './report.ts';

/** The first kind of failure in the order of precedence; undefined if there is none. */
export function worst(kinds: Iterable<Kind>): Kind | undefined {
  const all = new Set(kinds);
  return PRECEDENCE.find((kind) => all.has(kind));
}

/** Sets how a run ended. A code that differs from the outcome's is said to be tolerated, but never of an activate: a start that failed is one. */
export function conclude(report: Report, outcome: Outcome, exitCode: number = EXIT_CODES[outcome]): void {
  report.outcome = outcome;
  report.exitCode = exitCode;
  report.tolerated = report.command !== 'activate' && exitCode !== EXIT_CODES[outcome];
}

/** Notes an error as the one that this run ends in. */
export function failWith(report: Report, thrown: unknown): KirikaeError {
  const error = toKirikaeError(thrown);
  report.error = reportError(error);
  conclude(report, error.kind);
  return error;
}
