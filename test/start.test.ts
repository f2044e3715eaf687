import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { kirikae, ROOT } from './binary.ts';
import { newCluster, newFolder } from './cluster.ts';

/*
 * What is built comes with what V8 made of it, so that nothing is compiled in an outage. That is a help alone: it serves every user at
 * every path, and a run that cannot use it does the same.
 */

const APP = join(ROOT, 'apps/cli');
const NODE = join(ROOT, 'node_modules/.bin/node');
const CACHE = 'dist/bundle/program.cache';

/** A copy of the built program at another path; gives its folder. */
async function moved(): Promise<string> {
  const folder = join(await newFolder(), 'another place');
  await mkdir(folder);
  for (const part of ['bin', 'dist', 'package.json'])
    await cp(join(APP, part), join(folder, 'apps/cli', part), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'apps/cli');
}

/** Loads main.js of a program as `bin/kirikae.js` does; gives the chunks that came from the cache and those that were compiled. */
async function startOf(app: string, ...flags: string[]): Promise<{ cached: string[]; compiled: string[] }> {
  const script = `
    import { openProgram } from ${JSON.stringify(join(app, 'dist/start/program.js'))};
    const { run, scripts } = await openProgram(${JSON.stringify(join(app, 'dist/bundle'))});
    process.on('exit', () => {
      const named = (wanted) => [...scripts].flatMap(([name, script]) => (script.cachedDataRejected === wanted ? [name] : []));
      const told = { cached: named(false), compiled: [...named(true), ...named(undefined)] };
      process.getBuiltinModule('fs').writeSync(1, '\\n' + JSON.stringify(told));
    });
    run('main.js');`;
  const args = [...flags, '--input-type=module', '-e', script, '--', '--version'];
  const { stdout } = await promisify(execFile)(NODE, args, { cwd: '/', env: {} });
  return JSON.parse(stdout.split('\n').at(-1) ?? '');
}

it('compiles nothing, at whatever path it is', async () => {
  for (const app of [APP, await moved()]) {
    const { cached, compiled } = await startOf(app);
    expect(compiled).toEqual([]);
    expect(cached).toContain('main.js');
  }
});

it('compiles all where V8 works in another way than that of the build', async () => {
  expect(await startOf(APP, '--stack-size=900')).toMatchObject({ cached: [] });
});

it.each([
  ['is not there', (file: string) => rm(file)],
  ['is empty', (file: string) => truncate(file, 0)],
  ['is cut off', (file: string) => truncate(file, 1_000_000)],
  [
    'has one byte that is another',
    async (file: string) => {
      const content = await readFile(file);
      content[content.length >> 1] = ~(content[content.length >> 1] ?? 0);
      await writeFile(file, content);
    },
  ],
  [
    'was made by another Node.js',
    async (file: string) => {
      const content = await readFile(file, 'latin1');
      await writeFile(file, content.replace(process.version, 'v24.20.0'), 'latin1');
    },
  ],
  [
    'was made of another build',
    async (file: string) => {
      const program = join(file, '../program');
      await writeFile(program, `${await readFile(program, 'latin1')} `, 'latin1');
    },
  ],
  [
    'is a folder',
    async (file: string) => {
      await rm(file);
      await mkdir(file);
    },
  ],
])('does the same when the cache %s', async (_, damage) => {
  const app = await moved();
  await damage(join(app, CACHE));
  expect(await startOf(app)).toMatchObject({ cached: [] });
  const { a, holder } = await newCluster();
  expect(await a.runIn({ program: join(app, 'bin/kirikae') }, 'activate', 'web')).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(holder()).toBe('web-1');
});

it('says in one line with exit code 2 that Node.js is too old', async () => {
  const older = join(await newFolder(), 'older.cjs');
  await writeFile(older, "delete require('node:module').registerHooks;");
  const { code, lastLine } = await kirikae(['activate', 'web'], { env: { NODE_OPTIONS: `--require ${older}` } });
  expect({ code, lastLine }).toEqual({
    code: 2,
    lastLine: `kirikae: cannot start: this is Node ${process.version}. Install Node 22.15 or later (of 23: 23.5), or run \`npm ci\` in a clone. [exit 2]`,
  });
});

it('says in one line with exit code 2 that it is not built', async () => {
  const app = await moved();
  await rm(join(app, 'dist'), { recursive: true });
  const { code, lastLine } = await kirikae(['activate', 'web'], { program: join(app, 'bin/kirikae') });
  expect({ code, lastLine }).toEqual({
    code: 2,
    lastLine: 'kirikae: cannot start: it is not built. Run `npm ci && npm run build` in the clone. [exit 2]',
  });
});
