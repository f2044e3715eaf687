import { describe, expect, it } from 'vitest';
import { kirikae } from './binary.ts';
import { filesIn, pluginAt, textOf, type Workspace, workspaces } from './repository.ts';

const plugins = workspaces.filter(({ tag }) => tag === 'plugin');

describe('plugins', () => {
  /** The file that holds the type: what index.ts imports beside errors. */
  const nounOf = ({ path }: Workspace): string | undefined =>
    /from '\.\/(?!errors\.ts)([a-z0-9-]+)\.ts'/.exec(textOf(`${path}/src/index.ts`))?.[1];

  it.each(plugins.map((each) => [each.path, each] as const))('%s has the same files as every other', (path, plugin) => {
    const noun = nounOf(plugin);
    const wanted = ['package.json', 'tsconfig.json', 'turbo.json', 'README.md', 'src/index.ts', `src/${noun}.ts`];
    const tests = ['test/contract.test.ts', `test/${noun}.test.ts`];
    expect(filesIn(path).map((file) => file.slice(path.length + 1))).toEqual(
      expect.arrayContaining([...wanted, ...tests]),
    );
  });

  it('are set up the same', () => {
    for (const file of ['tsconfig.json', 'turbo.json'])
      expect(new Set(plugins.map(({ path }) => textOf(`${path}/${file}`))).size, file).toBe(1);
    expect(new Set(plugins.map(({ manifest }) => Object.keys(manifest).join())).size).toBe(1);
  });

  it('provide exactly the types that the binary lists', async () => {
    const loaded = await Promise.all(plugins.map(pluginAt));
    expect(loaded.map(({ apiVersion }) => apiVersion)).toEqual(plugins.map(() => 1));
    const { types } = JSON.parse((await kirikae(['types', '--json'])).stdout);
    const listed = types.map(({ type }: { type: string }) => type);
    expect(listed.sort()).toEqual(loaded.flatMap((plugin) => plugin.types.map(({ type }) => type)).sort());
  });
});
