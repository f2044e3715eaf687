import { type Law, must, mustBe, resourceIn, stateAt, succeed } from './law.ts';

/** The laws of who holds the resource. */
export const holding: readonly Law[] = [
  {
    number: 1,
    sentence: 'activate ends in active',
    async check({ a, b, writes }) {
      must((await stateAt(a)) !== 'active', `in a new world, before anything was written, ${a.name} says active`);
      const report = await succeed(`activate on ${a.name}`, a.activate());
      must(resourceIn(report)?.after?.state === 'active', 'the report does not say active');
      must(writes().length > 0, 'activate ended in 0, but the other side saw no write');
      await mustBe(a, 'active', 'after it');
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
    async check({ a, writes }) {
      await succeed(`deactivate of what ${a.name} never had`, a.deactivate({ strict: true }));
      must(writes().length === 0, `deactivate of what ${a.name} never had wrote: ${named(writes())}`);
      await succeed(`activate on ${a.name}`, a.activate());
      const first = await succeed('deactivate', a.deactivate({ strict: true }));
      if (resourceIn(first)?.outcome !== 'kept')
        must((await stateAt(a)) !== 'active', `after deactivate, ${a.name} still says active`);
      const before = writes().length;
      await succeed('the second deactivate', a.deactivate({ strict: true }));
      must(writes().length === before, `the second deactivate wrote: ${named(writes().slice(before))}`);
    },
  },
  {
    number: 4,
    sentence:
      'deactivate never takes from a neighbour, not even from one that took over between the look and the release',
    async check({ a, b }) {
      await succeed(`activate on ${a.name}`, a.activate());
      await succeed(`activate on ${b.name}`, b.activate());
      await succeed(`deactivate on ${a.name}`, a.deactivate({ strict: true }));
      await mustBe(b, 'active', `after ${a.name}, which had lost it, deactivated`);
      await succeed(`activate on ${a.name}`, a.activate());
      let between = false;
      a.beforeNextWrite(async () => {
        between = true;
        await succeed(`activate on ${b.name}, right before the release`, b.activate());
      });
      const report = await succeed(`deactivate on ${a.name}, overtaken in the middle`, a.deactivate({ strict: true }));
      if (resourceIn(report)?.outcome === 'kept') return;
      must(between, `deactivate on ${a.name} sent no write through run.write`);
      await mustBe(b, 'active', `after it took over between the look and the release of ${a.name}`);
    },
  },
  {
    number: 5,
    sentence: 'B takes over from A, and A says elsewhere',
    async check({ a, b }) {
      await succeed(`activate on ${a.name}`, a.activate());
      await succeed(`activate on ${b.name}`, b.activate());
      await mustBe(b, 'active', 'after its takeover');
      await mustBe(a, 'elsewhere', `after ${b.name} took over`);
    },
  },
];

const named = (calls: readonly { node: string; action: string }[]): string =>
  calls.map(({ node, action }) => `${action} by ${node}`).join(', ');
