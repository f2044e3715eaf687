import type { Bench } from './bench.ts';
import { type Law, must, mustBe, mustHold, resourceIn, stateAt, succeed } from './law.ts';

/** The laws of who holds the resource. */
export const holding: readonly Law[] = [
  {
    number: 1,
    sentence: 'activate ends in active',
    async check(bench) {
      const { a, b, writes } = bench;
      for (const node of [a, b])
        must(
          (await stateAt(node)) !== 'active',
          `in a new world, before anything was written, ${node.name} says active`,
        );
      const report = await succeed(`activate on ${a.name}`, a.activate());
      must(resourceIn(report)?.after?.state === 'active', 'the report does not say active');
      must(writes().length > 0, 'activate ended in 0, but the other side saw no write');
      await mustBe(a, 'active', 'after it');
      await mustHold(bench, a, `after activate on ${a.name} ended in 0`);
      must((await stateAt(b)) !== 'active', `after it, ${b.name} says active too`);
    },
  },
  {
    number: 2,
    sentence: 'activate, repeated, writes nothing',
    async check({ a, writes }) {
      await succeed(`activate on ${a.name}`, a.activate());
      const before = writes().length;
      for (const time of ['second', 'third']) {
        await succeed(`the ${time} activate`, a.activate());
        must(writes().length === before, `the ${time} activate wrote: ${named(writes().slice(before))}`);
      }
    },
  },
  {
    number: 3,
    sentence: 'deactivate, repeated, is fine',
    async check(bench) {
      const { a, writes } = bench;
      await succeed(`deactivate of what ${a.name} never had`, a.deactivate({ strict: true }));
      must(writes().length === 0, `deactivate of what ${a.name} never had wrote: ${named(writes())}`);
      await succeed(`activate on ${a.name}`, a.activate());
      const first = await succeed('deactivate', a.deactivate({ strict: true }));
      if (resourceIn(first)?.outcome !== 'kept') {
        must((await stateAt(a)) !== 'active', `after deactivate, ${a.name} still says active`);
        await mustHold(bench, null, 'after deactivate ended in 0');
      }
      const before = writes().length;
      await succeed('the second deactivate', a.deactivate({ strict: true }));
      must(writes().length === before, `the second deactivate wrote: ${named(writes().slice(before))}`);
    },
  },
  {
    number: 4,
    sentence:
      'deactivate never takes from a neighbour, whenever that took over: long ago, after the look, before the write',
    async check(bench) {
      const { a, b } = bench;
      await succeed(`activate on ${a.name}`, a.activate());
      await succeed(`activate on ${b.name}`, b.activate());
      await succeed(`deactivate on ${a.name}`, a.deactivate({ strict: true }));
      await mustStay(bench, `after ${a.name}, which had lost it, deactivated`);
      await overtaken(bench, 'between the look and the release', a.beforeNextRelease);
      await overtaken(bench, 'right before the write of the release', a.beforeNextWrite);
    },
  },
  {
    number: 5,
    sentence: 'B takes over from A, and A says elsewhere',
    async check(bench) {
      const { a, b, type } = bench;
      await succeed(`activate on ${a.name}`, a.activate());
      await succeed(`activate on ${b.name}`, b.activate());
      await mustBe(b, 'active', 'after its takeover');
      await mustBe(a, 'elsewhere', `after ${b.name} took over`);
      await mustHold(bench, b, 'after its takeover');
      const [ofA = [], ofB = []] = [a, b].map((node) => type.targets(node.resolved()));
      must(ofA.length > 0, 'it names no target');
      must(
        ofA.some((target) => ofB.includes(target)),
        `${a.name} and ${b.name} name other targets for one thing: ${ofA.join(', ')}; ${ofB.join(', ')}`,
      );
    },
  },
];

/** Lets `b` take over at a moment of `a`'s release. */
async function overtaken(bench: Bench, when: string, at: (hook: () => Promise<unknown>) => void): Promise<void> {
  const { a, b } = bench;
  await succeed(`activate on ${a.name}`, a.activate());
  let happened = false;
  at(async () => {
    happened = true;
    await succeed(`activate on ${b.name}, ${when}`, b.activate());
  });
  const report = await succeed(`deactivate on ${a.name}, overtaken ${when}`, a.deactivate({ strict: true }));
  if (resourceIn(report)?.outcome === 'kept') return;
  must(happened, `deactivate on ${a.name} sent no write through run.write`);
  await mustStay(bench, `after it took over ${when} of ${a.name}`);
}

async function mustStay(bench: Bench, when: string): Promise<void> {
  await mustBe(bench.b, 'active', when);
  await mustHold(bench, bench.b, when);
}

const named = (calls: readonly { node: string; action: string }[]): string =>
  calls.map(({ node, action }) => `${action} by ${node}`).join(', ');
