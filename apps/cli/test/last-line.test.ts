import { beginReport, coreError, engineError, failWith, type Report } from '@kirikae/engine';
import { expect, it } from 'vitest';
import { cliError } from '../src/errors.ts';
import { lastParts, warningParts } from '../src/output/last-line.ts';

const lastLine = (report: Report): string | undefined => lastParts(report)?.join(' ');
const warningLines = (report: Report): string[] => warningParts(report).map((parts) => parts.join(' '));

/** A report of `activate web` that failed as `error` says. */
function failed(error: Error, more: Partial<Report> = {}): Report {
  const report = beginReport({ command: 'activate', group: 'web', version: '1.0.0', dryRun: false, reason: undefined });
  failWith(report, error);
  return { ...report, ...more };
}

const denied = engineError('STALE_READ', 'see it', { detail: 'old' });
const shown = {
  code: denied.code,
  message: denied.message,
  hint: denied.hint,
  resource: 'www',
  awsEncodedMessage: null,
};
const resource = {
  name: 'www',
  subject: 'www.example.com A',
  type: 'aws/route53',
  required: true,
  outcome: 'unreachable' as const,
};
const tried = { ...resource, before: null, after: null, writes: [], error: shown };

it('names code, group and resource, what stands in the way, what to do, exit code and run', () => {
  const same = { ...tried, name: 'other', required: false, error: { ...shown, resource: 'other' } };
  const report = failed(denied, { resources: [same, tried], error: shown });
  expect(lastLine(report)).toBe(
    `kirikae: STALE_READ web/www: ${denied.message}; ${denied.hint} [exit 20, run ${report.runId}]`,
  );
});

it('names the group alone where no resource is concerned, and nothing where no group is', () => {
  const other = { ...tried, error: shown };
  expect(lastLine(failed(denied, { resources: [other] }))).toMatch(/^kirikae: STALE_READ web: cannot/);
  expect(lastLine(failed(denied, { group: null }))).toMatch(/^kirikae: STALE_READ cannot/);
});

it('names the group of the resource where the command was given none', () => {
  const look = {
    group: 'db',
    name: 'www',
    subject: 'www.example.com A',
    type: 'aws/route53',
    required: true,
    state: null,
    holder: null,
    detail: null,
    elapsedMs: 1,
  };
  expect(
    lastLine(
      failed(denied, {
        group: null,
        resources: [
          { ...look, group: 'other', error: { ...shown } },
          { ...look, error: shown },
        ],
        error: shown,
      }),
    ),
  ).toContain(' db/www: ');
});

it('stays one line whatever is in the message', () => {
  const report = failed(cliError('USAGE_FLAG', '', { problem: 'one\r\n  two', command: 'activate' }));
  expect(lastLine(report)?.split('\n')).toHaveLength(1);
});

it('is not written for 0 and for 7, which are answers', () => {
  expect(lastLine(failed(denied, { exitCode: 0, tolerated: true }))).toBeUndefined();
  expect(lastLine(failed(denied, { exitCode: 7, tolerated: true }))).toBeUndefined();
});

it('warns of what was tolerated', () => {
  const warnings = [{ code: 'STATE_UNAVAILABLE', message: 'no disk' }];
  expect(
    warningLines(failed(denied, { exitCode: 0, tolerated: true, warnings, resources: [tried], error: shown })),
  ).toEqual([
    'kirikae: warning: STATE_UNAVAILABLE no disk',
    `kirikae: warning: STALE_READ web/www: ${denied.message}; ${denied.hint}`,
  ]);
});

it('tells after an interruption which writes were made, which may have been, and what was not done', () => {
  const write = { action: 'ec2:AssociateAddress', elapsedMs: 1, requestId: null };
  const writes = [
    { ...write, summary: 'take one', outcome: 'done' as const },
    { ...write, summary: 'take two', outcome: 'unknown' as const },
  ];
  const skipped = { ...tried, name: 'db', outcome: 'skipped' as const, error: null };
  const report = failed(coreError('INTERRUPTED', '', { signal: 'SIGTERM' }), {
    resources: [{ ...tried, writes, error: null }, skipped],
  });
  expect(lastLine(report)).toContain(
    'interrupted by SIGTERM (done: take one; not known: take two; not done: db); run it again',
  );
});
