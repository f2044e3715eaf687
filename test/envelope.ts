import { expect } from 'vitest';
import type { Ended } from './binary.ts';
import { type Document, documentOf } from './cluster.ts';

const ENVELOPE = [
  'schema',
  'version',
  'runId',
  'startedAt',
  'elapsedMs',
  'command',
  'group',
  'strategy',
  'reason',
  'node',
  'configDigest',
  'dryRun',
  'outcome',
  'exitCode',
  'tolerated',
  'error',
  'warnings',
  'apiCalls',
  'resources',
];
const MOVED = ['name', 'subject', 'type', 'required', 'outcome', 'before', 'after', 'writes', 'error'];
/** The keys of a resource in status and monitor. */
export const SEEN = ['name', 'subject', 'type', 'required', 'state', 'holder', 'detail', 'error'];
const WRITE = ['action', 'summary', 'outcome', 'elapsedMs', 'requestId'];
const STATUS = ['state', 'holder', 'detail'];
/** The keys of an error. */
export const ERROR = ['code', 'message', 'hint', 'resource', 'awsEncodedMessage'];

const NAMES: Record<number, string> = {
  0: 'done',
  1: 'failed',
  2: 'usage',
  7: 'inactive',
  20: 'unreachable',
  21: 'conflict',
  22: 'denied',
  23: 'degraded',
};

/** Checks that the values have exactly these keys; null has none. */
export function hasKeys(values: readonly unknown[], keys: readonly string[]): void {
  for (const value of values) if (value !== null) expect(Object.keys(value as object).sort()).toEqual([...keys].sort());
}

/** Checks one run's document against interface and process, and gives it. */
export function check(ended: Ended, code: number, more: readonly string[] = []): Document {
  expect(ended.code).toBe(code);
  const document = documentOf(ended);
  hasKeys([document], [...ENVELOPE, ...(document.dryRun ? ['notTried'] : []), ...more]);
  expect(document.exitCode).toBe(code);
  expect(document.runId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  if (document.command === 'activate') expect(document.tolerated).toBe(false);
  // a manager's start is a success although something that is not required failed
  const isGoodStart = document.command === 'activate' && document.outcome === 'degraded' && code === 0;
  if (!document.tolerated && !isGoodStart) expect(document.outcome).toBe(NAMES[code]);
  expect(document).toMatchObject({ schema: 1, elapsedMs: expect.any(Number) });
  for (const calls of Object.values(document.apiCalls)) expect(calls).toBeGreaterThan(0);
  hasKeys([document.error], ERROR);
  for (const each of document.warnings)
    hasKeys([each], ['code', 'message', ...('resource' in each ? ['resource'] : [])]);
  checkLastLine(ended, document);
  return document;
}

/** Nothing for 0 and 7; else `kirikae: CODE GROUP/RESOURCE: sentence; remedy [exit N, run ID]`. */
function checkLastLine({ code, stderr, lastLine }: Ended, { error, runId }: Document): void {
  if (code === 0 || code === 7) return expect(stderr).not.toContain('[exit');
  expect(lastLine).toMatch(new RegExp(`^kirikae: ${error?.code} ([a-z0-9-]+(/[a-z0-9-]+)?: )?\\S`));
  expect(lastLine.endsWith(`${error?.message}; ${error?.hint} [exit ${code}, run ${runId}]`)).toBe(true);
}

/** Checks the resources of an activate or deactivate. */
export function checkMoved({ resources }: Document): void {
  hasKeys(resources, MOVED);
  for (const { before, after, writes, error } of resources as readonly Record<string, unknown>[] as never[]) {
    hasKeys([before, after], STATUS);
    hasKeys(writes, WRITE);
    hasKeys([error], ERROR);
  }
}
