import type { Report } from '@kirikae/engine';
import type { Bench } from './bench.ts';
import type { Commands } from './commands.ts';
import { ending, type Law, must, mustHold, stateAt, succeed, takeAway } from './law.ts';
import type { Sent } from './node-process.ts';

/** How often two nodes start at the same moment. */
const ROUNDS = 3;

/** The law of two nodes at once. */
export const rivalry: Law = {
  number: 13,
  sentence: 'two nodes at once: never two that say active, never one that ends in 0 against the truth',
  async check(bench) {
    const { a, b } = bench;
    await afterTheWrite(bench);
    await betweenLookAndWrite(bench);
    for (let round = 0; round < ROUNDS; round++) {
      await free(bench);
      const reports = await Promise.all([a.activate(), b.activate()]);
      for (const report of reports) mustEnd(report);
      await oneSaysActive(bench, 'after both activated at once');
    }
  },
};

/** B takes over when A's write was carried out, before A hears of it: what A finds then decides. */
async function afterTheWrite(bench: Bench): Promise<void> {
  const { a, b } = bench;
  await free(bench);
  let proven = false;
  a.afterNextWrite(async (sent) => {
    proven = isProof(sent);
    await takeOver(bench, b, `right after the first write of ${a.name}`);
  });
  const report = mustEnd(await a.activate());
  // a conditional write that was carried out did prove it, for the moment of the write
  const when = `after activate on ${a.name} ended in 0, though ${b.name} took over right after its first write`;
  if (report.exitCode === 0 && !proven) await mustHold(bench, a, when);
  await oneSaysActive(bench, when);
}

/** B takes over when A has looked and has not written yet: a write that proves itself must be refused then. */
async function betweenLookAndWrite(bench: Bench): Promise<void> {
  const { a, b } = bench;
  await free(bench);
  let first: Sent | undefined;
  const before = bench.writes(b).length;
  a.beforeNextWrite(async () => {
    await takeOver(bench, b, `between the look and the first write of ${a.name}`);
    if (bench.writes(b).length === before) return; // it had it all the time
    a.afterNextWrite(async (sent) => {
      first = sent;
    });
  });
  const report = mustEnd(await a.activate());
  const when = `though ${b.name} took over between the look and the write`;
  must(!isProof(first), `a write says that it proves itself, and was carried out ${when}: it is not conditional`);
  if (report.exitCode === 0) await mustHold(bench, a, `after activate on ${a.name} ended in 0, ${when}`);
  await oneSaysActive(bench, `after ${b.name} took over between look and write of ${a.name}`);
}

const isProof = (sent: Sent | undefined): boolean => typeof sent === 'object' && sent.proof === true;

async function takeOver(bench: Bench, node: Commands, when: string): Promise<void> {
  await succeed(`activate on ${node.name}, ${when},`, node.activate());
  await mustHold(bench, node, `after activate on ${node.name}, ${when}, ended in 0`);
}

/** Nobody has it, or B where a release does not exist. */
async function free(bench: Bench): Promise<void> {
  const { b } = bench;
  await succeed(`deactivate on ${b.name}`, b.deactivate({ strict: true }));
  await takeAway(bench);
}

/** A race may be lost, or not be told in time; whatever else happens is no answer to it. */
function mustEnd(report: Report): Report {
  must([0, 20, 21].includes(report.exitCode), `activate on ${report.node?.name} ended in ${ending(report)}, in a race`);
  return report;
}

async function oneSaysActive({ a, b }: Bench, when: string): Promise<void> {
  const states = [await stateAt(a), await stateAt(b)];
  must(!states.every((state) => state === 'active'), `${when}, both nodes say active`);
}
