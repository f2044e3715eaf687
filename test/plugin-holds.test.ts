import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentOf, EIP, newCluster } from './cluster.ts';

/*
 * A plugin from outside that does not give the thread back: the run ends by its deadline all the same, and tells what else it has done.
 */

const plugin = (hooks: string, first = '', atImport = ''): string => `
import { spawnSync } from 'node:child_process';
${atImport}
export default { apiVersion: 1, types: [Object.freeze({
  type: 'acme/thing', summary: 's', schema: { safeParse: (data) => ({ success: true, data }), shape: {} },
  targets: () => ['thing'], resolve: async () => { ${first} return {}; },
  create: () => ({
    status: async () => ({ state: 'inactive', detail: 'there' }), activate: async () => {}, deactivate: async () => {}, ${hooks}
  }),
})] };`;

/** Without an end, and without keeping a processor busy, which other tests need meanwhile. */
const LOOP = 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';
/** The same with all its might. */
const BUSY_LOOP = 'for (;;) {}';

const FILE = `version: 1
plugins: [./p.mjs]
groups:
  web:
    timeout: 10s
    monitorTimeout: 10s
    resources: [{ name: thing, type: acme/thing, onDeactivate: release, after: [] }, { ...EIP, after: [] }]
`.replace('{ ...EIP, after: [] }', EIP.replace(' }', ', after: [] }'));

async function withPlugin(code: string) {
  const cluster = await newCluster(FILE);
  await writeFile(join(cluster.folder, 'p.mjs'), code);
  return cluster;
}

it.concurrent.each([
  ['in its look', plugin(`status: async () => { ${BUSY_LOOP} }`)],
  ['in what it reads', plugin(`status: (run) => run.read(async () => { ${LOOP} })`)],
  ['while it writes', plugin(`activate: (run) => run.write('acme:Take', 'take it', async () => { ${LOOP} })`)],
  ['in a pattern', plugin("status: async () => /^(a+)+$/.test('a'.repeat(60) + 'b')")],
])('a loop %s is broken off: 20, told and journalled, and the other resource is moved', async (_, code) => {
  const { a, holder } = await withPlugin(code);
  const document = documentOf(await a.run('activate', 'web', '--json'));
  expect(document).toMatchObject({ exitCode: 20, error: { code: 'DEADLINE', resource: 'thing' } });
  expect(document.warnings).toMatchObject([{ code: 'PLUGIN_LOOPS', message: expect.stringContaining('./p.mjs') }]);
  expect(document.resources).toMatchObject([{ outcome: 'unreachable' }, { outcome: 'done' }]);
  expect(holder()).toBe('web-1');
  expect((await a.journal()).at(-1)).toMatchObject({ kind: 'end', exitCode: 20 });
});

it.concurrent('a loop in what else it looks at makes a warning, and changes no answer', async () => {
  const { a } = await withPlugin(
    plugin(`status: async () => ({ state: 'active', detail: 'here' }), inspect: async () => { ${LOOP} }`),
  );
  const document = documentOf(await a.run('activate', 'web', '--json'));
  expect(document).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged' }, { outcome: 'done' }] });
  expect(document.warnings).toContainEqual(expect.objectContaining({ code: 'PLUGIN_LOOPS' }));
});

it.concurrent.each([
  ['in a timer', plugin(`status: () => new Promise(() => setTimeout(() => { ${LOOP} }, 50))`)],
  ['without an end of promises', plugin('status: async () => { for (;;) await undefined; }')],
  ['again and again', plugin(`status: async () => { setInterval(() => { ${LOOP} }, 1); ${LOOP} }`)],
])('a loop %s ends with the process, by the deadline, in 20 and with its name', async (_, code) => {
  const { a } = await withPlugin(code);
  const ended = await a.run('activate', 'web');
  expect(ended.stderr).toMatch(/PLUGIN_HOLDS the plugin \.\/p\.mjs let nothing else happen.+\[exit 20\]\n$/);
  expect(ended.code).toBe(20);
});

it.concurrent('a loop in what finds the values of this node is broken off too', async () => {
  const { a, holder } = await withPlugin(plugin('', LOOP));
  expect(documentOf(await a.run('activate', 'web', '--json'))).toMatchObject({ exitCode: 20 });
  expect(holder()).toBeNull();
});

it.concurrent.each([
  { code: 2, args: ['config', 'check'] },
  { code: 20, args: ['activate', 'web'] },
  { code: 2, args: ['types', 'acme/thing'] },
])('a loop while it is loaded is one that is too slow: $code for $args', async ({ code, args }) => {
  const { a } = await withPlugin(plugin('', '', LOOP));
  expect(await a.run(...args)).toMatchObject({ code, lastLine: expect.stringMatching(/PLUGIN_SLOW.*p\.mjs/) });
});

it.concurrent('a monitor and a stop end in time in what they end in without an answer', async () => {
  const { a, holder } = await withPlugin(plugin(`status: async () => { ${LOOP} }`));
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  await a.run('activate', 'web');
  expect(holder()).toBe('web-1');
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBeNull();
});

it.concurrent('a call that cannot be broken off is killed', async () => {
  const { a } = await withPlugin(plugin("status: async () => spawnSync('sleep', ['60'])"));
  expect(await a.run('activate', 'web')).toMatchObject({ code: null, signal: 'SIGKILL' });
});
