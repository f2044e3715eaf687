import type { LookReport } from '@kirikae/engine';
import type { Bench } from './bench.ts';
import type { Commands } from './commands.ts';
import type { Harness } from './harness.ts';
import { type Law, must, succeed } from './law.ts';

/** The law of looks at many things at once. */
export const together: Law = {
  number: 16,
  sentence: 'what is looked at together with others is seen as it is alone, also beside one that is not there',
  async check(bench) {
    const { a, b, harness } = bench;
    await succeed(`activate on ${a.name}`, a.activate());
    if (!a.asksTogether()) return;
    const { beside = [] } = harness;
    must(beside.length > 1, 'it asks for many by run.readMany, and the harness has nothing for it: give it `beside`');
    const configs = [harness.config, ...beside];
    for (const node of [a, b]) {
      const alone: string[] = [];
      for (const config of configs) alone.push(...(await seen(bench, node, [config])));
      const atOnce = await seen(bench, node, configs);
      for (const [n, one] of alone.entries())
        must(
          atOnce[n] === one,
          `${node.name} sees ${JSON.stringify(configs[n])} alone as ${one}, with others as ${atOnce[n]}`,
        );
    }
  },
};

/** What a node sees of things that stand in one file; why it cannot tell, by the code. */
async function seen({ fileWith }: Bench, node: Commands, configs: readonly Harness['config'][]): Promise<string[]> {
  const { resources } = await node.status({ configPath: await fileWith(configs) });
  return (resources as LookReport[]).map(({ state, holder, detail, error }) =>
    error ? error.code : `${state} ${holder?.id ?? '-'} (${detail})`,
  );
}
