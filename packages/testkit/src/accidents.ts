import type { Bench } from './bench.ts';
import type { Commands } from './commands.ts';
import { during, ending, type Law, must, mustHold, resourceIn, stateAt, succeed, takeAway, troubleOf } from './law.ts';

/** More writes than this no sound command makes. */
const ENOUGH = 50;

/** The laws of accidents at a bad moment. */
export const accidents: readonly Law[] = [
  {
    number: 11,
    sentence: 'killed before or after any write, running it again converges',
    async check(bench) {
      const { a, b } = bench;
      const free = (now: Commands) => takeAway({ ...bench, a: now });
      const taken = async () => void (await succeed(`activate on ${b.name}`, b.activate()));
      const active = async (now: Commands) => void (await succeed(`activate on ${now.name}`, now.activate()));
      const scenes: readonly Scene[] = [
        { command: 'activate', prepare: free },
        { command: 'activate', prepare: taken },
        { command: 'deactivate', prepare: active },
      ];
      let now = a;
      for (const scene of scenes)
        for (const when of ['before', 'after'] as const) now = await killAtEach(bench, scene, when, now);
      must(now !== a, `no command of ${a.name} sent a write through run.write`);
    },
  },
  {
    number: 12,
    sentence: 'a response lost after the write took effect is found out by reading, not taken for failure',
    async check(bench) {
      const { a, writes } = bench;
      const ways = troubleOf(bench);
      await succeed(`activate on ${a.name}`, a.activate());
      await takeAway(bench);
      const usual = await counted(bench, () => succeed(`activate on ${a.name}`, a.activate()));
      must(usual.size > 0, `no write of ${a.name} was seen: does calls() name the node?`);
      for (const [action, times] of usual) {
        await takeAway(bench);
        const from = writes(a).length;
        const what = `activate on ${a.name} with an answer to ${action} lost`;
        const report = await during(ways.lost(action, 1), () => a.activate());
        // degraded: it is here, and what else the answer told (an id to ask about later) is lost for good
        const isHere = report.exitCode === 0 || report.outcome === 'degraded';
        must(isHere, `${what} ended in ${ending(report)}`);
        const isLost = resourceIn(report)?.writes.some(({ outcome }) => outcome !== 'done');
        must(isLost === true, `${what}: the harness lost no answer`);
        const sent = writes(a)
          .slice(from)
          .filter((call) => call.action === action).length;
        must(sent <= times, `${what} sent it ${sent} times, not ${times}`);
        must((await stateAt(a)) === 'active', `after ${what}, it does not say active`);
        await mustHold(bench, a, `after ${what}`);
      }
    },
  },
];

interface Scene {
  readonly command: 'activate' | 'deactivate';
  prepare(now: Commands): Promise<void>;
}

/** Kills a command at its first write, at its second, and so on; after each it is run again. Gives the node as it lives on. */
async function killAtEach(
  bench: Bench,
  { command, prepare }: Scene,
  when: 'before' | 'after',
  a: Commands,
): Promise<Commands> {
  let now = a;
  for (let write = 1; write <= ENOUGH; write++) {
    await prepare(now);
    const risen = await now.killed(command, write, when);
    if (!risen) return now;
    now = risen;
    const what = `${command} on ${a.name}, killed ${when} write ${write} and run again,`;
    await succeed(what, now[command]({ strict: true }));
    const isActive = (await stateAt(now)) === 'active';
    must(
      isActive === (command === 'activate'),
      `${what} ended in 0, and ${a.name} says ${isActive ? '' : 'not '}active`,
    );
    await mustHold(bench, command === 'activate' ? a : null, `after ${what}`);
  }
  must(false, `${command} sent more than ${ENOUGH} writes`);
  return now;
}

/** The actions that a node writes while `body` runs, and how often each. */
async function counted(
  { a, writes }: { readonly a: Commands; writes(node: Commands): readonly { readonly action: string }[] },
  body: () => Promise<unknown>,
): Promise<Map<string, number>> {
  const from = writes(a).length;
  await body();
  const counts = new Map<string, number>();
  for (const { action } of writes(a).slice(from)) counts.set(action, (counts.get(action) ?? 0) + 1);
  return counts;
}
