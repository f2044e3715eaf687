import type { Reason } from '@kirikae/core';
import type { Group } from '../file/config-schema.ts';
import type { Registry } from '../group/registry.ts';
import type { Report, RunEvent } from '../report/report.ts';
import { newRunId } from './run-id.ts';

/** What a command is started with. */
export interface RunOptions {
  readonly command: 'activate' | 'deactivate' | 'monitor' | 'status';
  /** Null: all groups (`status` only). */
  readonly group: string | null;
  readonly configPath: string;
  readonly stateDirectory: string;
  readonly registry: Registry;
  /** kirikae's version, for reports and the user agent. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts with the error to report when the caller wants an end (SIGTERM). */
  readonly signal: AbortSignal;
  readonly node?: string | undefined;
  /** Milliseconds, instead of the file's. */
  readonly timeout?: number | undefined;
  /** Milliseconds that the run may not exceed, whatever the file or `timeout` allow: what a cluster manager waits for at most. */
  readonly limit?: number | undefined;
  /** Told the moment by which the whole run must have ended, as `performance.now()` tells it, as soon as it is known. */
  readonly endsBy?: ((moment: number) => void) | undefined;
  /**
   * Asked before each write: throws why it must not be sent any more (who wanted it is gone, or wants it no longer). `whenUnknown` is
   * what the group says of what cannot be told.
   */
  readonly permit?: ((whenUnknown: Group['whenUnknown']) => Promise<void>) | undefined;
  /** Gives way to any other run of the group: the lock is had at once, or not at all, and nothing is noted. */
  readonly yields?: boolean | undefined;
  /** `monitor` believes its first look, also where that contradicts the state record: who asks looks again before acting on it. */
  readonly believesFirst?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly reason?: Reason | undefined;
  readonly strict?: boolean | undefined;
  readonly event?: ((event: RunEvent) => void) | undefined;
  readonly log?: ((text: string) => void) | undefined;
  /** When the run's time began, as `performance.now()` tells it; 0 is the start of the process. Default: now. */
  readonly began?: number | undefined;
}

/** A run that begins now: its options with the moment of its beginning, and its report, still empty. */
export function beginRun<O extends RunOptions>(given: O): { options: O & { began: number }; report: Report } {
  return { options: { ...given, began: given.began ?? performance.now() }, report: beginReport(given) };
}

/** An empty report for a run that begins now. */
export function beginReport({
  command,
  group,
  version,
  dryRun,
  reason,
}: Pick<RunOptions, 'group' | 'version' | 'dryRun' | 'reason'> & { readonly command: string }): Report {
  return {
    schema: 1,
    version,
    runId: newRunId(),
    startedAt: new Date().toISOString(),
    elapsedMs: 0,
    command,
    group,
    strategy: null,
    reason: reason ?? null,
    node: null,
    configDigest: null,
    dryRun: dryRun ?? false,
    outcome: 'done',
    exitCode: 0,
    tolerated: false,
    error: null,
    warnings: [],
    ...(dryRun && { notTried: [] }),
    apiCalls: {},
    resources: [],
  };
}

/** Stamps the time that the run took, once: the journal has the same as the report. */
export function finishReport({ began = 0 }: Pick<RunOptions, 'began'>, report: Report): Report {
  report.elapsedMs ||= Math.round(performance.now() - began);
  return report;
}
