import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ended } from './binary.ts';
import { type Cluster, documentOf, EIP, newCluster } from './cluster.ts';
import { type Balancer, installPackage, PACKAGE, startBalancer, writeBundle } from './outside.ts';

const TOKEN = 'hunter2-hunter2';

const fileWith = ({ url }: Balancer, plugins: string, more = ''): string => `version: 1
plugins: [${plugins}]
defaults:
  acme: { server: "${url}" }
groups:
  web:
    monitorTimeout: 60s
    resources:
      - { name: pool, type: acme/balancer, pool: web, token: { env: TOKEN }, target: { perNode: { web-1: one, web-2: two } }${more} }
  plain:
    resources:
      - ${EIP}
`;

/** Two nodes with a file that names the plugin, and the balancer. */
async function withBalancer(plugins: string, more?: string): Promise<Cluster & { balancer: Balancer }> {
  const balancer = await startBalancer();
  const cluster = await newCluster(fileWith(balancer, plugins, more));
  return { ...cluster, balancer };
}

const secretly = { env: { TOKEN } };
const last = ({ stderr, lastLine }: Ended): string => lastLine || stderr;

describe.each([
  ['a package in node_modules beside the file, with a kirikae of its own', PACKAGE],
  ['one bundled file', './plugins/balancer.mjs'],
])('a plugin from outside as %s', (_, named) => {
  const ready = async () => {
    const cluster = await withBalancer(`"${named}"`);
    if (named === PACKAGE) await installPackage(cluster.folder);
    else await writeBundle(join(cluster.folder, named));
    return cluster;
  };

  it('moves, answers and lets go as the built-in ones do', async () => {
    const { a, b, balancer } = await ready();
    const first = await a.runIn(secretly, 'activate', 'web', '--json');
    expect(documentOf(first)).toMatchObject({
      exitCode: 0,
      apiCalls: { acme: 3 },
      resources: [{ name: 'pool', outcome: 'done', writes: [{ action: 'acme:Take', outcome: 'done' }] }],
    });
    expect(balancer.pools).toEqual({ web: 'one' });
    expect(await b.runIn(secretly, 'activate', 'web')).toMatchObject({ code: 0 });
    expect(await a.runIn(secretly, 'monitor', 'web')).toMatchObject({ code: 7 });
    expect(await b.runIn(secretly, 'monitor', 'web')).toMatchObject({ code: 0 });
    expect((await b.runIn(secretly, 'status', 'web')).stdout).toMatch(/web\/pool +active +web-2 +web at two/);
    expect(await b.runIn(secretly, 'deactivate', 'web')).toMatchObject({ code: 0 });
    expect(balancer.pools).toEqual({});
    expect(balancer.tokens).toEqual(new Set([TOKEN]));
  });

  it('raises errors of its own, and its secret is masked in them, in the log and in the journal', async () => {
    const { a, balancer } = await ready();
    balancer.locked = true;
    const ended = await a.runIn(secretly, 'activate', 'web', '--log-level', 'debug');
    expect(ended.code).toBe(21);
    expect(ended.lastLine).toMatch(
      /^kirikae: CONFLICT web\/pool: cannot take web, it is locked for \*\*\*; .* \[exit 21, /,
    );
    expect(ended.stderr).toMatch(/PUT http\S+ with \*\*\*/);
    expect(ended.stderr + ended.stdout + JSON.stringify(await a.journal())).not.toContain(TOKEN);
  });

  it('is let go of by the state record alone, without the file', async () => {
    const { a, balancer, rewrite } = await ready();
    await a.runIn(secretly, 'activate', 'web');
    await rewrite('version: 1\ngroups: {');
    expect(await a.runIn(secretly, 'deactivate', 'web')).toMatchObject({ code: 0 });
    expect(balancer.pools).toEqual({});
    expect(await readFile(join(a.state, 'web.state.json'), 'utf8')).not.toContain(TOKEN);
  });

  it('is listed with its origin, its fields and their defaults', async () => {
    const { a } = await ready();
    const { types } = JSON.parse((await a.run('types', '--json')).stdout);
    expect(types).toContainEqual(expect.objectContaining({ type: 'acme/balancer', origin: named }));
    expect(types).toContainEqual(expect.objectContaining({ type: 'aws/eip', origin: 'built in' }));
    expect((await a.run('types', 'acme/balancer')).stdout).toMatch(/token +required +what the balancer asks for\n/);
    const schema = JSON.parse((await a.run('config', 'schema')).stdout);
    expect(JSON.stringify(schema)).toContain('acme/balancer');
    expect((await a.run('config', 'show')).stdout).toMatch(/server: .*# defaults\.acme, line 4/);
  });

  it('has its fields checked with place and remedy', async () => {
    const { a, balancer, rewrite, folder } = await ready();
    const wrong = async (more: string) => {
      await rewrite(fileWith(balancer, `"${named}"`, more));
      return last(await a.runIn(secretly, 'activate', 'web'));
    };
    expect(await wrong(', pol: x')).toMatch(/CONFIG_INVALID web: .*:9:\d+: .*unknown key pol; did you mean pool\?/);
    expect(folder).toBeTruthy();
    await rewrite(fileWith(balancer, `"${named}"`).replace('{ env: TOKEN }', 'my-own-secret'));
    const literal = last(await a.run('activate', 'web'));
    expect(literal).toMatch(/token must be \{ env: NAME \} or \{ file: PATH \}: a secret does not belong in this file/);
    expect(literal).not.toContain('my-own-secret');
    await rewrite(fileWith(balancer, `"${named}"`));
    expect(last(await a.run('activate', 'web'))).toMatch(
      /SECRET_MISSING web\/pool: there is no secret in the variable TOKEN/,
    );
    await rewrite(fileWith(balancer, `"${named}"`).replace('acme: { server:', 'acme: { servr:'));
    expect(last(await a.run('activate', 'web'))).toMatch(
      /defaults\.acme: unknown key servr; write server for servr in line 4/,
    );
    expect(balancer.requests).toEqual([]);
  });
});

it('reads a secret from a private file beside the configuration file, and from no other', async () => {
  const { a, balancer, rewrite, folder } = await withBalancer('');
  await writeBundle(join(folder, 'balancer.mjs'));
  await rewrite(fileWith(balancer, './balancer.mjs').replace('{ env: TOKEN }', '{ file: token }'));
  expect(last(await a.run('activate', 'web'))).toMatch(
    /SECRET_UNREADABLE web\/pool: .*token cannot be read \(ENOENT\)/,
  );
  await writeFile(join(folder, 'token'), `${TOKEN}\n`, { mode: 0o644 });
  expect(last(await a.run('activate', 'web'))).toMatch(/SECRET_OPEN web\/pool: anybody may read .*chmod o-rwx /);
  await chmod(join(folder, 'token'), 0o600);
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(balancer.tokens).toEqual(new Set([TOKEN]));
});

describe.concurrent('a plugin that cannot be used', () => {
  const whole = (type: string) =>
    `const f = () => {}; export default { apiVersion: 1, types: [{ type: '${type}', summary: 's',
    schema: { safeParse: f, shape: {} }, create: f, targets: f }] };`;

  it.each([
    [
      'that is not there',
      './none.mjs',
      '',
      /PLUGIN_MISSING (web: )?the plugin \.\/none\.mjs is not installed: there is no \S+none\.mjs/,
    ],
    [
      'whose package is not installed',
      '"@acme/none"',
      '',
      /PLUGIN_MISSING .* @acme\/none in node_modules of \S+ or \S+plugins/,
    ],
    ['that is a module of Node.js', 'fs', '', /PLUGIN_MISSING .* fs in node_modules of /],
    ['that does not parse', './p.mjs', 'export default {', /PLUGIN_BROKEN .* \.\/p\.mjs cannot be used: .*; mend it/],
    ['that throws', './p.mjs', 'throw new Error("no licence")', /PLUGIN_BROKEN .* cannot be used: no licence/],
    [
      'that exports nothing',
      './p.mjs',
      'export const x = 1;',
      /default export is not \{ apiVersion: 1, types: \[...\] \}/,
    ],
    [
      'of another version',
      './p.mjs',
      'export default { apiVersion: 2, types: [] }',
      /PLUGIN_VERSION .* version 2 of the contract, and this kirikae for 1/,
    ],
    ['without types', './p.mjs', 'export default { apiVersion: 1, types: [] }', /it provides no types/],
    [
      'with half a type',
      './p.mjs',
      whole('acme/balancer').replace(', targets: f', ''),
      /its type acme\/balancer has no targets\(\)/,
    ],
    [
      'with a policy in the wrong place',
      './p.mjs',
      whole('acme/balancer').replace('targets: f', 'targets: f, takeable: f'),
      /its type acme\/balancer says takeable beside its policy, not in it/,
    ],
    [
      'with a type without a prefix',
      './p.mjs',
      whole('balancer'),
      /its type balancer has no name of the form prefix\/name/,
    ],
  ] as const)('%s: one sentence, exit 2, and no harm to the other group', async (_, named, code, sentence) => {
    const { a, folder, calls } = await withBalancer(named);
    if (code) await writeFile(join(folder, 'p.mjs'), code);
    const ended = await a.run('activate', 'web');
    expect(ended).toMatchObject({ code: 2, lastLine: expect.stringMatching(sentence) });
    expect(calls()).toEqual([]);
    expect((await a.run('config', 'check')).stderr).toMatch(sentence);
    expect((await a.run('types')).stderr).toMatch(/^kirikae: warning: PLUGIN_/);
    expect(await a.run('activate', 'plain')).toMatchObject({ code: 0 });
  });

  it.each([
    [
      'another plugin',
      './p.mjs, ./q.mjs',
      'acme/balancer',
      'PLUGIN_TWICE web: the resource type acme/balancer comes from ./p.mjs and ./q.mjs; take all but one of them out',
    ],
    ['kirikae itself', './p.mjs', 'aws/route53', 'the resource type aws/route53 comes from kirikae itself and ./p.mjs'],
  ])('because %s has its type: both are named', async (_, plugins, type, sentence) => {
    const { a, folder } = await withBalancer(plugins);
    await writeFile(join(folder, 'p.mjs'), whole(type));
    await writeFile(join(folder, 'q.mjs'), whole('acme/balancer'));
    if (type === 'acme/balancer')
      expect(await a.run('activate', 'web')).toMatchObject({ code: 2, lastLine: expect.stringContaining(sentence) });
    const checked = await a.run('config', 'check');
    expect(checked.code).toBe(2);
    expect(checked.stdout + checked.stderr).toContain(sentence.replace('PLUGIN_TWICE web: ', ''));
    expect(await a.run('activate', 'plain')).toMatchObject({ code: 0 });
  });

  it('because others may write to it', async () => {
    const { a, folder } = await withBalancer('./open/p.mjs');
    await mkdir(join(folder, 'open'));
    await writeFile(join(folder, 'open/p.mjs'), whole('acme/balancer'));
    await chmod(join(folder, 'open'), 0o777);
    const sentence =
      /PLUGIN_UNSAFE web: the plugin \.\/open\/p\.mjs is not safe: anybody may write to \S+open, on the way to /;
    expect(await a.run('activate', 'web')).toMatchObject({ code: 2, lastLine: expect.stringMatching(sentence) });
  });

  it.each([
    ['a module that it imports', 'lib/first.mjs', ''],
    ['a module that this one imports', 'lib/second.mjs', ''],
    ['what is imported from a package', 'node_modules/dep/index.js', ''],
    ['the folder of such a module', 'lib', ', on the way to \\S+lib/first\\.mjs'],
    ['what CommonJS requires', 'lib/required.cjs', ''],
    ['what is imported while it is loaded', 'lib/late.mjs', ''],
  ])('because others may write to %s, which does not run', async (_, weak, reach) => {
    const { a, folder } = await withBalancer('./p.mjs');
    const files = {
      'p.mjs': `import './lib/first.mjs'; ${whole('acme/balancer')}`,
      'lib/first.mjs': `import 'dep'; import './second.mjs'; import './third.cjs'; await import('./late.mjs');`,
      'lib/second.mjs': '',
      'lib/third.cjs': `require('./required.cjs');`,
      'lib/required.cjs': '',
      'lib/late.mjs': '',
      'node_modules/dep/index.js': '',
    };
    for (const [name, code] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      const ran = `process.getBuiltinModule('fs').appendFileSync(${JSON.stringify(join(folder, 'ran'))}, '${name} ');`;
      await writeFile(join(folder, name), `${code}\n${ran}`);
    }
    await chmod(join(folder, weak), weak === 'lib' ? 0o777 : 0o666);
    const sentence = new RegExp(
      `PLUGIN_UNSAFE web: the plugin \\./p\\.mjs is not safe: anybody may write to ${join(folder, weak)}${reach}; .* chmod o-w ${join(folder, weak)} `,
    );
    expect(await a.run('activate', 'web')).toMatchObject({ code: 2, lastLine: expect.stringMatching(sentence) });
    expect(await readFile(join(folder, 'ran'), 'utf8').catch(() => '')).not.toContain(weak);
  });

  it('because others may write to a module of it now: a stop releases the rest', async () => {
    const { a, balancer, folder, rewrite, holder } = await withBalancer(`"${PACKAGE}"`);
    await installPackage(folder);
    await rewrite(fileWith(balancer, `"${PACKAGE}"`).replace('resources:\n', `resources:\n      - ${EIP}\n`));
    await a.runIn(secretly, 'activate', 'web');
    expect([balancer.pools, holder()]).toEqual([{ web: 'one' }, 'web-1']);
    await chmod(join(folder, 'node_modules/zod/v4/core/core.js'), 0o666);
    const ended = await a.runIn(secretly, 'deactivate', 'web');
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/PLUGIN_UNSAFE/);
    expect([balancer.pools, holder()]).toEqual([{ web: 'one' }, null]);
  });

  it('harms no group whose type another plugin provides, and a misspelled type is told as such', async () => {
    const { a, balancer, folder, rewrite } = await withBalancer('./none.mjs, ./balancer.mjs');
    await writeBundle(join(folder, 'balancer.mjs'));
    expect(await a.runIn(secretly, 'activate', 'web')).toMatchObject({ code: 0 });
    await rewrite(fileWith(balancer, './balancer.mjs').replace('acme/balancer', 'acme/balanser'));
    expect(last(await a.run('activate', 'web'))).toMatch(
      /there is no resource type acme\/balanser; did you mean acme\/balancer\?/,
    );
  });
});
