import { type Law, must, mustBe, resourceIn, stateAt, succeed } from './law.ts';

/** The laws of what is written. */
export const writing: readonly Law[] = [
  {
    number: 9,
    sentence: 'the actions that the other side saw are the permissions that were declared',
    async check({ a, b, harness, declared }) {
      await succeed(`activate on ${a.name}`, a.activate());
      await succeed(`activate on ${b.name}`, b.activate());
      await Promise.all([stateAt(a), stateAt(b)]);
      await succeed(`deactivate on ${b.name}`, b.deactivate({ strict: true }));
      const seen = new Set(harness.calls().map(({ action }) => action));
      const secret = [...seen].filter((action) => !declared().includes(action));
      const needless = declared().filter((action) => !seen.has(action));
      must(secret.length === 0, `${secret.join(', ')} was used, and is not declared`);
      must(needless.length === 0, `${needless.join(', ')} is declared, and was not used`);
    },
  },
  {
    number: 10,
    sentence: 'a dry run makes no write',
    async check({ a, b, writes, declared }) {
      const before = await stateAt(a);
      const plan = await succeed(`activate --dry-run on ${a.name}`, a.activate({ dryRun: true }));
      must(writes().length === 0, `activate --dry-run wrote: ${writes()[0]?.action}`);
      const planned = resourceIn(plan)?.writes ?? [];
      must(planned.length > 0, 'activate --dry-run on a node that has nothing planned no write');
      const other = planned.find(({ action }) => !declared().includes(action));
      must(other === undefined, `activate --dry-run planned ${other?.action}, which is not declared`);
      must((await stateAt(a)) === before, `after activate --dry-run, ${a.name} says another state than before`);

      const real = await succeed(`activate on ${a.name}`, a.activate());
      const told = resourceIn(real)?.writes.length;
      must(writes().length === told, `the other side saw ${writes().length} writes, and the report tells of ${told}`);
      await succeed(`activate --dry-run on ${b.name}`, b.activate({ dryRun: true }));
      await succeed(`deactivate --dry-run on ${a.name}`, a.deactivate({ dryRun: true, strict: true }));
      await Promise.all([a.monitor(), b.monitor(), b.status()]);
      must(writes().length === told, `a command that does not write wrote: ${writes().at(-1)?.action}`);
      await mustBe(a, 'active', 'after dry runs of activate and deactivate');
    },
  },
];
