import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXEC_ERRORS } from '../src/errors.ts';
import { schema } from '../src/schema.ts';
import { twoNodes } from './two-nodes.ts';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The code of one language that holds a text, as the page shows it. */
function example(language: string, holding: string): string {
  const blocks = [...README.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  const found = blocks.map(([, , code = '']) => code).filter((code) => code.includes(holding));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

/** Two nodes with the page's file and its Bash program. */
async function bashExample() {
  const world = await twoNodes();
  world.put('holder.sh', example('bash', 'holder.sh'));
  const file = example('yaml', 'version: 1').replace('  web:', '  laws:').replace('/srv/shared', world.folder);
  const configPath = world.put('kirikae.yaml', file);
  const at = async (node: typeof world.a) => (await node.status({ configPath })).resources[0];
  return { ...world, configPath, at };
}

describe('the example in Bash', () => {
  test('takes, is taken over, and releases what it has and no more', async () => {
    const { a, b, at, configPath } = await bashExample();
    expect(await at(a)).toMatchObject({ name: 'writer', state: 'inactive' });
    expect(await a.activate({ configPath })).toMatchObject({ exitCode: 0 });
    expect(await at(a)).toMatchObject({ state: 'active' });
    expect(await at(b)).toMatchObject({ state: 'elsewhere', holder: { id: 'a' } });
    expect(await b.activate({ configPath })).toMatchObject({ exitCode: 0 });
    expect(await a.deactivate({ configPath })).toMatchObject({ exitCode: 0 });
    expect(await at(b)).toMatchObject({ state: 'active' });
    expect(await b.deactivate({ configPath })).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(await at(b)).toMatchObject({ state: 'inactive', holder: null });
  });

  test('leaves it to B, which took over between the look and the release of A', async () => {
    const { a, b, at, configPath } = await bashExample();
    await a.activate({ configPath });
    a.beforeNextWrite(() => b.activate({ configPath }));
    await a.deactivate({ configPath });
    expect(await at(b)).toMatchObject({ state: 'active' });
  });

  test('cannot tell without its disk', async () => {
    const { a, configPath, folder, put } = await bashExample();
    put('kirikae.yaml', readFileSync(configPath, 'utf8').replace(`SHARED: ${folder}`, `SHARED: ${folder}/gone`));
    const report = await a.status({ configPath, timeout: 5_000 });
    expect(report).toMatchObject({ exitCode: 20, resources: [{ state: null, error: { code: 'EXEC_UNTOLD' } }] });
  });
});

test('the examples in Python and PowerShell speak the same protocol', () => {
  for (const code of [example('python', 'holder.py'), example('powershell', 'holder.ps1')])
    for (const word of ['activate', 'deactivate', 'status', 'KIRIKAE_NODE', 'holder=', 'SHARED'])
      expect(code).toContain(word);
});

test('every field has its description, and every error says what to do', () => {
  for (const field of Object.values(schema.shape)) expect(field.meta()?.['description']).toMatch(/\.$/);
  for (const { hint } of Object.values(EXEC_ERRORS)) expect(hint).not.toBe('');
});
