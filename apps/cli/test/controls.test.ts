import { usage } from '@kirikae/core';
import { beginReport, failWith, mapTexts, type Report, visible } from '@kirikae/engine';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pacemaker } from '../src/manager/pacemaker.ts';
import { atWord } from '../src/output/at-word.ts';
import { lastParts, reasonOf, warningParts } from '../src/output/last-line.ts';
import { plain } from '../src/screen/line.ts';
import { monitorScreen } from '../src/screen/monitor.ts';
import { planScreen } from '../src/screen/plan.ts';
import { statusScreen } from '../src/screen/status.ts';
import { writingScreen } from '../src/screen/writing.ts';

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Any text; every third sign or so is one that must not get out. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...'\u0000\u001b\u0007\b\t\n\r\u007f\u0085\u009b\u061c\u200e\u2028\u2029\u202e\u2066',
      '\r\n',
      '\u001b[2J',
    ),
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.constantFrom('a', ' ', '\\', '"', '鍵'),
  ),
  maxLength: 12,
});

const status = { state: 'elsewhere' as const, holder: { node: 'node', id: 'id' }, detail: 'detail' };
const error = { code: 'CODE', message: 'message', hint: 'hint', resource: 'resource' };
const write = { action: 'action', summary: 'summary', outcome: 'done' as const, elapsedMs: 1, requestId: 'request' };
const named = { name: 'name', subject: 'subject', type: 'type', required: true };

/** A report with something in every place. */
function full(command: string, dryRun: boolean): Report {
  const report = beginReport({ command, group: 'group', version: 'version', dryRun, reason: undefined });
  failWith(report, usage(''));
  return Object.assign(report, {
    node: { name: 'node', instanceId: 'id' },
    error,
    warnings: [{ code: 'CODE', message: 'message' }],
    resources:
      command === 'status'
        ? [{ ...named, group: 'group', ...status, error, elapsedMs: 1 }]
        : [{ ...named, outcome: 'done', before: status, after: status, writes: [write], error }],
  });
}

/** What shows each command, and the words that decide what is shown, which are ours. */
const SHOWN = [
  { report: full('activate', false), show: writingScreen },
  { report: full('deactivate', true), show: planScreen },
  { report: full('status', false), show: statusScreen },
  { report: { ...full('monitor', false), outcome: 'unreachable' as const, exitCode: 7 }, show: monitorScreen },
];
const OURS = ['activate', 'deactivate', 'status', 'monitor', 'usage', 'unreachable', 'done', 'elsewhere'];

/** The report with these texts in all places. */
function filled(report: Report, texts: readonly string[]): Report {
  let n = 0;
  return mapTexts(report, (word) => (OURS.includes(word) ? word : (texts[n++ % texts.length] ?? '')));
}

/** No terminal: one record is one line. */
const PIPE = { width: undefined };

it('let no control character out in any place, and no line of ours become two', () => {
  const property = fc.property(
    fc.array(text, { minLength: 1, maxLength: 9 }),
    fc.integer({ min: 9, max: 200 }),
    (texts, n) => {
      for (const { report: given, show } of SHOWN) {
        const report = filled(given, texts);
        const lines = show(mapTexts(report, visible), PIPE);
        for (const line of lines) expect(plain(line)).not.toMatch(CONTROLS);
        expect(lines).toHaveLength(show(given, PIPE).length);
        const reason = pacemaker.reason?.(reasonOf(report));
        const single = [
          lastParts(report)?.join(' '),
          reason,
          ...warningParts(report).map((parts) => parts.join(' ')),
          visible(atWord(texts.join(''), n)),
        ];
        for (const line of single) expect(line ?? '').not.toMatch(CONTROLS);
        const json = visible(JSON.stringify(report));
        expect(json).not.toMatch(CONTROLS);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
      }
    },
  );
  const cases = fc.check(property, { numRuns: 10_000 });
  if (cases.failed) throw new Error(fc.defaultReportMessage(cases) ?? `seed ${cases.seed}`);
  console.info(`${cases.numRuns} cases, seed ${cases.seed}`);
});
