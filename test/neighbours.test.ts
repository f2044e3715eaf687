import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documentOf, EIP, newCluster } from './cluster.ts';

/* Two groups of one file that move one thing, by a mistake: no fail-over stops for it, and no stop takes what the other has. */

const FILE = `version: 1
groups:
  web:
    resources: [${EIP}]
  mail:
    resources: [{ ...address, onDeactivate: release }]
  Db_1:
    resources: [{ type: exec, status: ["true"], activate: ["true"], deactivate: ["true"] }]
`.replace('{ ...address, onDeactivate: release }', EIP.replace('public-address', 'mail-address'));

it('is told by the check of the file', async () => {
  const { a } = await newCluster(FILE);
  const checked = await a.run('config', 'check');
  expect(checked.code).toBe(2);
  expect(checked.stderr).toMatch(
    /TARGET_SHARED \S+:6:17: groups\.mail\.resources\[0\]: mail-address moves eipalloc-0123456789abcdef0, and so does public-address of the group web; /,
  );
});

it('is a warning of an activation, of each of the two and of no other', async () => {
  const { a, b, holder } = await newCluster(FILE);
  const document = documentOf(await a.run('activate', 'web', '--json'));
  expect(document).toMatchObject({ exitCode: 0, warnings: [{ code: 'GROUPS_SHARE' }] });
  expect(document.warnings[0]?.message).toBe(
    'public-address moves eipalloc-0123456789abcdef0, and so does mail-address of the group mail: each takes it from the other',
  );
  expect(documentOf(await b.run('activate', 'mail', '--json'))).toMatchObject({
    exitCode: 0,
    warnings: [{ code: 'GROUPS_SHARE' }],
  });
  expect(holder()).toBe('web-2');
  expect(documentOf(await a.run('activate', 'Db_1', '--json'))).toMatchObject({ exitCode: 0, warnings: [] });
});

it('leaves with a stop what the record of the other says is active here, and releases it with the last', async () => {
  const { a, holder, writes } = await newCluster(FILE);
  await a.run('activate', 'web');
  await a.run('activate', 'mail');
  const before = writes().length;
  const kept = documentOf(await a.run('deactivate', 'web', '--json'));
  expect(kept).toMatchObject({ exitCode: 0, warnings: [{ code: 'GROUPS_SHARE' }], resources: [{ outcome: 'kept' }] });
  expect(holder()).toBe('web-1');
  expect(writes()).toHaveLength(before);
  expect(await a.run('monitor', 'mail')).toMatchObject({ code: 0 });
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  expect(documentOf(await a.run('deactivate', 'mail', '--json'))).toMatchObject({ exitCode: 0, warnings: [] });
  expect(holder()).toBeNull();
});

it('releases what a group had that the file does not have any more: it was renamed', async () => {
  const { a, holder, rewrite } = await newCluster(FILE);
  await a.run('activate', 'mail');
  await rewrite(FILE.replace('  mail:', '  post:'));
  expect(await a.run('activate', 'post')).toMatchObject({ code: 0 });
  expect(documentOf(await a.run('deactivate', 'post', '--json'))).toMatchObject({ exitCode: 0, warnings: [] });
  expect(holder()).toBeNull();
});

it('keeps it without the file too, and not for a group that another boot had, or that is stopped', async () => {
  const { a, holder, rewrite } = await newCluster(FILE);
  await a.run('activate', 'mail');
  await a.run('activate', 'web');
  await rewrite('broken');
  expect(documentOf(await a.run('deactivate', 'web', '--json')).resources).toMatchObject([{ outcome: 'kept' }]);
  expect(holder()).toBe('web-1');
  await rewrite(FILE);
  await a.run('activate', 'web');
  const record = join(a.state, 'mail.state.json');
  const text = await readFile(record, 'utf8');
  await writeFile(
    record,
    JSON.stringify({ ...JSON.parse(text), completed: { ...JSON.parse(text).completed, boot: 'x' } }),
  );
  expect(documentOf(await a.run('deactivate', 'web', '--json')).resources).toMatchObject([{ outcome: 'done' }]);
  expect(holder()).toBeNull();
});
