import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { type Law, must, mustHold, resourceIn, succeed } from './law.ts';

/** The law of what is recorded. */
export const memories: Law = {
  number: 14,
  sentence: 'what is recorded is plain JSON without a secret, and enough to let go',
  async check(bench) {
    const { a, stateRoot, configPath } = bench;
    const said: string[] = [];
    const log = (text: string) => void said.push(text);
    said.push(JSON.stringify(await succeed(`activate on ${a.name}`, a.activate({ log }))));
    const odd = oddIn(a.resolved(), 'what resolve gives');
    must(odd === undefined, `${odd}: the state record cannot keep it`);
    for (const file of await readdir(join(stateRoot, a.name))) said.push(await textIn(join(stateRoot, a.name, file)));
    for (const { name, text } of await secretsOf(bench))
      must(!said.join('\n').includes(text), `the text of ${name} is in what was recorded, logged or told`);
    const nowhere = `${configPath}.gone`;
    const report = await succeed(
      'deactivate without the file',
      a.deactivate({ strict: true, configPath: nowhere, log }),
    );
    if (resourceIn(report)?.outcome !== 'kept')
      await mustHold(bench, null, 'after deactivate without the file ended in 0');
  },
};

/** What is no plain JSON in a value, and where; undefined if all of it is. */
function oddIn(value: unknown, where: string): string | undefined {
  if (value === null || value === undefined || ['string', 'boolean'].includes(typeof value)) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${where} is ${value}`;
  if (Array.isArray(value)) return first(value.map((each, index) => oddIn(each, `${where}[${index}]`)));
  const plain = typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!plain) return `${where} is ${typeof value === 'object' ? `a ${value.constructor.name}` : `a ${typeof value}`}`;
  return first(Object.entries(value).map(([key, each]) => oddIn(each, `${where}.${key}`)));
}

const first = (found: readonly (string | undefined)[]): string | undefined => found.find((each) => each !== undefined);

const textIn = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => ''); // a folder has none

/** The secrets that the fields name: what their variable, or their file, holds. */
async function secretsOf({ harness }: Bench): Promise<{ readonly name: string; readonly text: string }[]> {
  const sources = sourcesIn(harness.config);
  const read = sources.map(async (source) => {
    if ('file' in source) return { name: source.file, text: (await readFile(source.file, 'utf8')).trim() };
    return { name: source.env, text: harness.a.env?.[source.env] ?? '' };
  });
  return (await Promise.all(read)).filter(({ text }) => text !== '');
}

type Source = { readonly env: string } | { readonly file: string };

function sourcesIn(value: unknown): Source[] {
  if (typeof value !== 'object' || value === null) return [];
  const [[key, text] = [], ...more] = Object.entries(value);
  const isSource = more.length === 0 && (key === 'env' || key === 'file') && typeof text === 'string';
  return isSource ? [value as Source] : Object.values(value).flatMap(sourcesIn);
}
