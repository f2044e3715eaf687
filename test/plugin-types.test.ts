import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Cluster, documentOf, EIP, newCluster, RECORD } from './cluster.ts';
import { writeBundle } from './outside.ts';

describe('a plugin in a prefix that others have types in', () => {
  const fileWith = (defaults: string): string => `version: 1
plugins: [./neighbour.mjs]
defaults:
  aws: { ${defaults} }
groups:
  web:
    resources:
      - ${EIP}
      - { type: aws/desk, desk: window }
  desks: { resources: [{ type: aws/desk, desk: door }] }
  plain: { resources: [${RECORD}] }
`;

  it('gets what the defaults of the prefix say, beside what only the others know', async () => {
    const { a, folder, rewrite } = await newCluster();
    await writeBundle(join(folder, 'neighbour.mjs'), 'neighbour.js');
    await rewrite(fileWith('region: ap-northeast-1, office: Kyoto, connectTimeout: 3s'));
    const seen = documentOf(await a.run('status', 'web', '--json')).resources;
    expect(seen).toMatchObject([{ name: 'public-address' }, { detail: 'window of Kyoto in ap-northeast-1' }]);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
    expect(await a.run('monitor', 'desks')).toMatchObject({ code: 0 });
    expect(await a.run('monitor', 'plain'), 'which loads no plugin').toMatchObject({ code: 7 });
    expect(await a.run('config', 'check')).toMatchObject({ code: 0 });
  });

  it('does not hide a key that none of them knows', async () => {
    const { a, folder, rewrite } = await newCluster();
    await writeBundle(join(folder, 'neighbour.mjs'), 'neighbour.js');
    await rewrite(fileWith('region: ap-northeast-1, ofice: Kyoto'));
    for (const args of [
      ['activate', 'desks'],
      ['activate', 'web'],
      ['config', 'check'],
    ]) {
      const ended = await a.run(...args);
      expect(ended.code).toBe(2);
      expect(ended.stdout + ended.stderr).toMatch(/defaults\.aws: unknown key ofice/);
    }
  });
});

it('a slip in the defaults is told to a group that loads no plugin too', async () => {
  const { a, rewrite } = await newCluster();
  await rewrite(
    `version: 1\nplugins: [./none.mjs]\ndefaults: { aws: { regoin: x } }\ngroups: { web: { resources: [${EIP}] } }\n`,
  );
  const { code, lastLine } = await a.run('activate', 'web');
  expect([code, lastLine]).toEqual([
    2,
    expect.stringMatching(/defaults\.aws: unknown key regoin; did you mean region\?/),
  ]);
});

describe('a plugin that is slow to name its types', () => {
  const SLOW = 'await new Promise((done) => setTimeout(done, 60_000)); export default 1;';
  const QUICK = `export default { apiVersion: 1, types: [{ type: 'acme/thing', summary: 's',
    schema: { safeParse: (data) => ({ success: true, data }), shape: {} }, targets: () => ['thing'],
    create: () => ({ status: async () => ({ state: 'active', detail: 'here' }), activate: async () => {}, deactivate: async () => {} }) }] };`;
  const FILE = `version: 1
plugins: [./p.mjs]
groups:
  web:
    timeout: 16s
    monitorTimeout: 16s
    resources: [${EIP}, { name: thing, type: acme/thing, after: [] }]
  plain: { resources: [${EIP}] }
`;
  const write = ({ folder }: Cluster, code: string) => writeFile(join(folder, 'p.mjs'), code);
  const told = /PLUGIN_SLOW web(\/thing)?: the plugin \.\/p\.mjs has not named its resource types after \d+s; have it /;

  it('is 20 for an activate, with its name and before anything is written, and harms no other group', async () => {
    const cluster = await newCluster(FILE);
    await write(cluster, SLOW);
    const { a, calls } = cluster;
    expect(await a.run('activate', 'web')).toMatchObject({ code: 20, lastLine: expect.stringMatching(told) });
    expect(calls()).toEqual([]);
    expect((await a.journal()).at(-1)).toMatchObject({ kind: 'end', exitCode: 20 });
    expect(await a.run('activate', 'plain')).toMatchObject({ code: 0 });
    expect(await a.run('config', 'check')).toMatchObject({ code: 2 });
  });

  it('leaves a monitor what the others tell, and else is tolerated for two minutes', async () => {
    const cluster = await newCluster(FILE);
    const { a, b } = cluster;
    await write(cluster, QUICK);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
    await write(cluster, SLOW);
    const blind = documentOf(await a.run('monitor', 'web', '--json'));
    expect(blind).toMatchObject({ exitCode: 0, tolerated: true, error: { code: 'PLUGIN_SLOW', resource: 'thing' } });
    const noted = join(a.state, 'web.unknown');
    const [, run] = (await readFile(noted, 'utf8')).split(' ');
    await writeFile(noted, `${Date.now() - 121_000} ${run}`);
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 20 });
    expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
    expect(await b.run('activate', 'plain')).toMatchObject({ code: 0 });
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  }, 180_000);

  it('leaves a stop what the record says', async () => {
    const cluster = await newCluster(FILE);
    const { a, holder } = cluster;
    await write(cluster, QUICK);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
    await write(cluster, SLOW);
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(holder()).toBeNull();
  });
});
