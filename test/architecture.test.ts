import { describe, expect, it } from 'vitest';
import { kirikae } from './binary.ts';
import { filesIn, pluginAt, textOf, workspaces } from './repository.ts';

const plugins = workspaces.filter(({ tag }) => tag === 'plugin');

describe('plugins', () => {
  const TEMPLATE = 'packages/create-kirikae-plugin/template';
  const homes = [...plugins.map(({ path }) => path), TEMPLATE];
  const STEPS = ['schema', 'resolved', 'resource', 'status', 'errors'];
  const INDEX =
    /^import type \{ Plugin \} from '@kirikae\/core';\n(?:import \{ (\w+_ERRORS) \} from '\.\/errors\.ts';\n)?import \{ (\w+) \} from '\.\/([a-z0-9-]+)\.ts';\n\nconst plugin: Plugin = \{ apiVersion: 1, types: \[\2\](?:, errors: \1)? \};\nexport default plugin;\n$/;
  /** The file that holds the type: what index.ts imports beside errors. */
  const nounOf = (path: string): string | undefined => INDEX.exec(textOf(`${path}/src/index.ts`))?.[3];
  const exportsOf = (path: string): string[] =>
    [...textOf(path).matchAll(/^export (?:async )?(?:const|function|interface|type) (\w+)/gm)].flatMap(
      ([, name]) => name ?? [],
    );

  it.each(homes)('%s has the same files as every other', (path) => {
    const noun = nounOf(path);
    const wanted = ['package.json', 'tsconfig.json', 'README.md', 'src/index.ts', `src/${noun}.ts`];
    const own = path === TEMPLATE ? [] : ['turbo.json', `test/${noun}.test.ts`];
    const steps = STEPS.map((step) => `src/${step}.ts`);
    expect(filesIn(path).map((file) => file.slice(path.length + 1))).toEqual(
      expect.arrayContaining([...wanted, ...steps, 'test/contract.test.ts', ...own]),
    );
  });

  it.each(homes)('%s has the same step under the same name in the same file', (path) => {
    const at = (step: string) => exportsOf(`${path}/src/${step}.ts`);
    expect(at('schema').filter((name) => name !== 'problems')).toEqual(['schema', 'Config']);
    expect(at('resolved')).toEqual(['Resolved', 'resolve']);
    expect(at('resource')).toEqual(['create']);
    expect(at('status')).toContain('statusOf');
    expect(at(nounOf(path) ?? '')).toHaveLength(1);
  });

  it.each(homes)('%s says in resource.ts how it looks, takes and lets go', (path) => {
    const text = textOf(`${path}/src/resource.ts`);
    expect(text).toMatch(
      /\/\*\n \* \S+: .*?\n \* {3}look {6}.*?\n \* {3}take {6}.*?\n \* {3}release {3}.*?\n \* The trap: /s,
    );
    expect(text).toMatch(/\n {4}status: \(run\) => look\(.*\n {4}activate: \(run(, seen)?\) => take\(.*\n/);
    expect(text).toMatch(/\n {4}(deactivate: \(run(, seen)?\) => letGo\(|async deactivate\(\) \{\}).*\n/);
  });

  it.each(homes)('%s hands on the errors that it has, and repeats nothing that @kirikae/aws says', (path) => {
    const tables = exportsOf(`${path}/src/errors.ts`).filter((name) => name.endsWith('_ERRORS'));
    expect(tables).toEqual([INDEX.exec(textOf(`${path}/src/index.ts`))?.[1] ?? []].flat());
    for (const file of filesIn(`${path}/src`, '.ts'))
      expect(textOf(file), file).not.toMatch(/'AWS_(?:NOT_FOUND|CONFLICT)'|requestId|abortSignal/);
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

describe('the program', () => {
  const own = filesIn('apps/cli/src', '.ts');
  /** Files whose code has a mark; comments and what is told to people do not count. */
  const withMark = (mark: RegExp) =>
    own.filter((file) =>
      mark.test(textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*|'take `process\.exit` out[^']*'/g, '')),
    );

  it('ends in one place', () => {
    const marks = /process\.(?:exit|reallyExit|execve|abort)\b(?! = )|process\.exitCode|process\.kill\(process\.pid/;
    expect(withMark(marks)).toEqual([
      'apps/cli/src/end/leave.ts',
      'apps/cli/src/end/watchdog-thread.ts', // where a plugin keeps the process from coming to its end
    ]);
  });

  it('writes to stdout and stderr in one way, which cannot hold it', () => {
    expect(withMark(/process\.(?:stdout|stderr)\b(?!\.isTTY)|\bconsole\.|writeSync\(/)).toEqual([
      'apps/cli/src/demo/node-process.ts', // the text of another program
      'apps/cli/src/output/descriptor.ts',
    ]);
  });
});
