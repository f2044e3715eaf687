import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ClusterNode, EIP, fileOf, newCluster } from './cluster.ts';
import { managerOf, printed } from './manager-script.ts';
import { LEADER, newPatroni, REPLICA } from './patroni-api.ts';

/** A cluster with the printed callback, and one Patroni that all its callbacks ask. */
async function newManaged(content?: string) {
  const cluster = await newCluster(content);
  const { run } = await managerOf(cluster);
  const script = await printed(cluster, 'patroni');
  const patroni = await newPatroni(LEADER);
  const call = (node: ClusterNode, action: string, role: string) =>
    run(node, script, [action, role, 'db'], { KIRIKAE_PATRONI_URL: patroni.url });
  return { ...cluster, call, patroni };
}

const reasonOf = async ({ journal }: ClusterNode) =>
  Object(await journal().then((entries) => entries.filter(({ kind }) => kind === 'begin').at(-1)))['reason'];

it.each(['master', 'primary'])('follows the roles of Patroni, with the leader called %s', async (leader) => {
  const { a, b, call, patroni, holder } = await newManaged();
  await call(a, 'on_start', leader);
  expect(holder()).toBe('web-1');
  expect(await call(a, 'on_reload', leader)).toMatchObject({ code: 0, log: [] });
  await call(b, 'on_start', 'replica');
  expect(holder()).toBe('web-1');
  await call(b, 'on_role_change', leader);
  await call(a, 'on_role_change', 'replica');
  expect(holder()).toBe('web-2');
  await call(b, 'on_restart', leader);
  expect(holder()).toBe('web-2');
  patroni.close();
  await call(b, 'on_stop', leader);
  expect(holder()).toBeNull();
  expect(await call(a, '', '')).toMatchObject({ code: 2, log: [expect.stringMatching(/ACTION_UNKNOWN web/)] });
});

it('keeps the address on an on_stop of a Patroni that goes on, and releases it when that ends', async () => {
  const { a, call, patroni, holder } = await newManaged();
  await call(a, 'on_start', 'master');
  patroni.tell([503, 'master']);
  expect(await call(a, 'on_stop', 'master')).toMatchObject({ code: 0 });
  expect([await reasonOf(a), holder()]).toEqual(['move', 'web-1']);
  const { length } = patroni.asked;
  expect(await call(a, 'on_stop', 'demoted')).toMatchObject({ code: 0 });
  expect([await reasonOf(a), holder(), patroni.asked.length]).toEqual(['move', 'web-1', length]);
  patroni.close();
  expect(await call(a, 'on_stop', 'replica')).toMatchObject({ code: 0 });
  expect([await reasonOf(a), holder()]).toEqual(['stop', null]);
});

it.each(['on_start', 'on_restart', 'on_role_change'])(
  'does nothing on %s of the leader of a standby cluster',
  async (action) => {
    const { a, b, call, calls, holder } = await newManaged();
    await call(a, 'on_start', 'master');
    const before = calls().length;
    for (const node of [a, b]) expect(await call(node, action, 'standby_leader')).toMatchObject({ code: 0, log: [] });
    expect([calls().length, holder()]).toEqual([before, 'web-1']);
  },
);

it('takes nothing once the node that it was called for leads no longer', async () => {
  const { a, b, call, patroni, writes, holder } = await newManaged();
  await call(b, 'on_role_change', 'master');
  patroni.tell(REPLICA);
  const { code, log } = await call(a, 'on_role_change', 'master');
  expect([code, log]).toEqual([
    21,
    [expect.stringMatching(/ROLE_CHANGED web\/public-address: .*Patroni calls this node replica without the lock now/)],
  ]);
  expect(writes(a)).toEqual([]);
  expect(holder()).toBe('web-2');
});

it.each([
  ['ok', 0, 'web-1'],
  ['fail', 20, null],
])('goes by whenUnknown: %s where Patroni does not answer', async (whenUnknown, code, at) => {
  const content = fileOf(EIP).replace('  web:\n', `  web:\n    whenUnknown: ${whenUnknown}\n`);
  const { a, call, patroni, holder } = await newManaged(content);
  patroni.tell(null);
  expect(await call(a, 'on_role_change', 'master')).toMatchObject({ code });
  expect(holder()).toBe(at);
});

it('goes on where a callback of Patroni was killed by the next', async () => {
  const { a, b, call, holder, hold } = await newManaged();
  await call(b, 'on_start', 'primary');
  const { sent, letGo } = hold('AssociateAddress');
  const callback = a.start('activate', 'web', '--manager', 'patroni');
  await sent;
  callback.kill('SIGKILL');
  await callback.ended;
  letGo();
  expect(await call(a, 'on_role_change', 'primary')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
});

/** A file of Patroni. */
async function patroniFile(folder: string, text: string): Promise<string> {
  const path = join(folder, 'patroni.yml');
  await writeFile(path, text);
  return path;
}

it.each([
  ['', '41s', 'ttl of 30 s'],
  ['bootstrap: { dcs: { ttl: 20 } }', '20s', 'ttl of 20 s'],
  ['bootstrap: { dcs: { ttl: 20 } }', '19999ms', ''],
])('is compared with the ttl of its file (%s), with a timeout of %s', async (text, timeout, told) => {
  const { a, folder } = await newCluster(fileOf(EIP).replace('  web:\n', `  web:\n    timeout: ${timeout}\n`));
  const path = await patroniFile(folder, text);
  const warning = told ? expect.stringMatching(new RegExp(`PATRONI_TTL groups.web.timeout is .* ${told} in `)) : '';
  const checked = await a.run('config', 'check', 'web', '--patroni', path);
  expect(checked).toMatchObject({ code: 0, stderr: warning });
  const script = await a.run('script', 'patroni', '--group', 'web', '--patroni', path);
  expect(script).toMatchObject({
    code: 0,
    stderr: warning,
    stdout: expect.stringContaining(`# Patroni's file here is ${path}`),
  });
});

it.each([
  ['restapi: { listen: "10.0.1.10:8010" }', 'http://10.0.1.10:8010'],
  ['restapi: { listen: "0.0.0.0:8009", certfile: /etc/x.pem }', 'https://127.0.0.1:8009'],
  ['restapi: { listen: ":8009" }', 'http://127.0.0.1:8009'],
  ['restapi: { listen: "[::]:8009" }', 'http://127.0.0.1:8009'],
  ['scope: db', 'http://127.0.0.1:8008'],
])('tells the guard where the API is: %s', async (text, url) => {
  const { a, folder } = await newCluster();
  const path = await patroniFile(folder, text);
  const { stdout } = await a.run('script', 'patroni', 'guard', '--group', 'web', '--patroni', path);
  expect(/^Environment="?KIRIKAE_PATRONI_URL=([^"\n]*)"?$/m.exec(stdout)?.[1]).toBe(url);
  expect(stdout).toContain(`--patroni ${path}\n`);
});

it.each([
  ['[', 'PATRONI_UNREADABLE'],
  ['bootstrap: { dcs: { ttl: soon } }', 'PATRONI_UNREADABLE'],
  [null, 'PATRONI_UNREADABLE'],
])('is told when its file cannot be used: %s', async (text, code) => {
  const { a, folder } = await newCluster();
  const path = text === null ? '/nowhere/patroni.yml' : await patroniFile(folder, text);
  for (const args of [
    ['config', 'check'],
    ['script', 'patroni', '--group', 'web'],
  ])
    expect(await a.run(...args, '--patroni', path)).toMatchObject({ code: 2, lastLine: expect.stringContaining(code) });
});

it('is no business of other managers', async () => {
  const { a } = await newCluster();
  const { code, lastLine } = await a.run('script', 'keepalived', '--group', 'web', '--patroni', '/x');
  expect([code, lastLine]).toEqual([2, expect.stringContaining('keepalived has no file of Patroni')]);
});
