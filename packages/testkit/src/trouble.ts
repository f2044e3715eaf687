import { setTimeout as delay } from 'node:timers/promises';
import type { LookReport, Report } from '@kirikae/engine';
import { coreError } from '@kirikae/engine';
import type { Bench } from './bench.ts';
import type { Commands } from './commands.ts';
import { during, ending, type Law, must, stateAt, succeed, takeAway, troubleOf } from './law.ts';

/** How long, in ms, a command may take to end after an abort. */
const PROMPT = 100;
/** How often that is tried: one slow moment of the machine that runs the test breaks no law. */
const TRIES = 20;
/** How often the other side asks to slow down. */
const TWICE = 2;
/** How long, in ms, commands wait for a side that does not answer. */
const PATIENCE = 1_500;

/** The laws of a side that is ill. */
export const trouble: readonly Law[] = [
  {
    number: 6,
    sentence: 'unreachable is an error, never inactive',
    async check(bench) {
      const { a, b } = bench;
      const ways = troubleOf(bench);
      await succeed(`activate on ${a.name}`, a.activate());
      for (const way of ['unreachable', 'silent'] as const)
        await during(ways[way](), async () => {
          const timeout = PATIENCE;
          const [report, ...looks] = await Promise.all([
            b.activate({ timeout }),
            a.status({ timeout }),
            b.status({ timeout }),
          ]);
          for (const look of looks) mustNotTell(look, way);
          must(report.exitCode === 20, `${way}: activate on ${b.name} ended in ${ending(report)}, not in 20`);
        });
      must((await stateAt(a)) === 'active', `afterwards ${a.name} does not say active`);
    },
  },
  {
    number: 7,
    sentence: 'throttled recovers inside the deadline, and denied names the action',
    async check(bench) {
      const ways = troubleOf(bench);
      await succeed(`activate on ${bench.a.name}`, bench.a.activate());
      for (const action of bench.declared()) {
        await takeAway(bench);
        await during(ways.throttled(action, TWICE), () => throttled(bench, action));
        await takeAway(bench);
        await during(ways.denied(action), () => mustName(bench, action));
      }
    },
  },
  {
    number: 8,
    sentence: 'abort ends within 100 ms',
    async check(bench) {
      const lift = troubleOf(bench).silent();
      await during(lift, () => promptly('a look that is not answered', () => abortedLook(bench)));
      await promptly('a write that was answered', () => abortedAfterWrite(bench));
    },
  },
];

/** Asserts that a look ended in an error, not in an answer. */
function mustNotTell(report: Report, way: string): void {
  const { state } = (report.resources[0] as LookReport | undefined) ?? {};
  const where = `status on ${report.node?.name}`;
  must(state === null, `${way}: ${where} says ${state}, where it cannot tell`);
  must(report.outcome === 'unreachable', `${way}: ${where} ended in ${ending(report)}, not in 20`);
}

/** Asserts that commands get through, and that it was the engine that tried again: it was told each time. */
async function throttled(bench: Bench, action: string): Promise<void> {
  const { a, harness } = bench;
  const [asked, told] = [harness.calls().length, a.throttled()];
  await bothWays(bench, `with ${action} throttled twice`);
  const sent = harness.calls().filter((call, index) => index >= asked && call.action === action).length;
  const heard = a.throttled() - told;
  must(
    heard >= Math.min(TWICE, sent - 1),
    `${action} was throttled twice, and run.read and run.write heard of it ${heard} times: trying again is the engine's`,
  );
}

async function bothWays({ a }: Bench, when: string): Promise<void> {
  await succeed(`activate on ${a.name} ${when}`, a.activate());
  await succeed(`deactivate on ${a.name} ${when}`, a.deactivate({ strict: true }));
}

/** Asserts that the first command that needs an action tells that it is denied. Whether any needs it is another law. */
async function mustName({ a, harness }: Bench, action: string): Promise<void> {
  const before = harness.calls().length;
  for (const command of [() => a.activate(), () => a.deactivate({ strict: true })]) {
    const report = await command();
    if (report.warnings.some(({ message }) => message.includes(action))) return; // only advice needs it
    if (report.exitCode === 0) continue;
    const fitting = report.outcome === 'denied' || report.outcome === 'degraded';
    must(fitting, `with ${action} denied, ${report.command} ended in ${ending(report)}, not in 22`);
    must(report.error?.message.includes(action) ?? false, `the error does not name ${action}: ${ending(report)}`);
    return;
  }
  const asked = harness.calls().some((call, index) => index >= before && call.action === action);
  must(!asked, `with ${action} denied, activate and deactivate ended in 0 all the same`);
}

/** How an abort went: how long the command took to end after it, and in what it ended. */
interface Aborted {
  readonly ms: number;
  readonly report: Report;
}

/** Asserts that the quickest of some tries was quick enough. */
async function promptly(during: string, attempt: () => Promise<Aborted>): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < TRIES && best > PROMPT; n++) {
    const { ms, report } = await attempt();
    must([0, 20].includes(report.exitCode), `aborted in ${during}, it ended in ${ending(report)}`);
    best = Math.min(best, ms);
  }
  must(best <= PROMPT, `aborted in ${during}, it took ${Math.round(best)} ms to end`);
}

async function abortedLook({ a, harness }: Bench): Promise<Aborted> {
  const before = harness.calls().length;
  const asked = async () => {
    for (let n = 0; harness.calls().length === before; n++) {
      must(n < 400, 'activate sent no request within 2 s');
      await delay(5);
    }
  };
  return abort(a, (signal) => a.activate({ signal }), asked);
}

async function abortedAfterWrite(bench: Bench): Promise<Aborted> {
  await takeAway(bench);
  let wrote = (): void => {};
  const written = new Promise<void>((resolve) => {
    wrote = resolve;
  });
  const { a } = bench;
  return abort(
    a,
    (signal) => a.activate({ signal, event: ({ kind }) => kind === 'write' && wrote() }),
    () => written,
  );
}

/** Aborts a command at a moment, and takes the time from there until it has ended and the resource does nothing any more. */
async function abort(
  node: Commands,
  command: (signal: AbortSignal) => Promise<Report>,
  moment: () => Promise<void>,
): Promise<Aborted> {
  const stop = new AbortController();
  const running = command(stop.signal);
  await Promise.race([moment(), running]);
  const began = performance.now();
  stop.abort(coreError('INTERRUPTED', '', { signal: 'SIGTERM' }));
  const ended = running.then((report) => node.idle().then(() => report));
  const late = delay(10_000, undefined, { ref: false });
  const report = await Promise.race([ended, late]);
  must(report !== undefined, 'it had not ended 10 s after the abort');
  return { ms: performance.now() - began, report };
}
