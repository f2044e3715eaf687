import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALLOCATION, type Cluster, documentOf, EIP, fileOf, newCluster, plus } from './cluster.ts';

const OWN = plus(EIP, 'takeover: if-free');
const OTHER = OWN.replace('public-address', 'other').replace(ALLOCATION, 'eipalloc-0aaaaaaaaaaaaaaa0');

/** A node that remembers an address which the file does not describe any more, and which AWS does not let it release. */
async function haunted(): Promise<Cluster> {
  const cluster = await newCluster(fileOf(OWN));
  await cluster.a.run('activate', 'web');
  cluster.simulator.addAddress({ allocationId: 'eipalloc-0aaaaaaaaaaaaaaa0' });
  await cluster.rewrite(fileOf(OTHER));
  cluster.simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
  return cluster;
}

const record = async ({ a }: Cluster) =>
  JSON.parse(await readFile(join(a.state, 'web.state.json'), 'utf8')).resources as Record<string, unknown>;

it('has nothing to do after a mistyped id: an activation that wrote nothing leaves nothing behind', async () => {
  const { a, rewrite } = await newCluster(fileOf(OTHER));
  expect(await a.run('activate', 'web')).toMatchObject({ code: 1 });
  await rewrite(fileOf(OWN));
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
});

it('takes out what nothing lets go of: the stop names it, `forget` ends it, and nothing outside is changed', async () => {
  const cluster = await haunted();
  const { a, calls } = cluster;
  const stop = await a.run('deactivate', 'web');
  expect(stop.code).toBe(22);
  expect(stop.stderr).toMatch(
    /kirikae: AWS_DENIED web\/public-address: .+state record alone.+`kirikae forget web public-address` takes it out.+\[exit 22/,
  );
  const before = calls().length;
  expect(await a.run('forget', 'web', 'public-address')).toMatchObject({
    code: 0,
    stdout: 'public-address of web is forgotten on this node; nothing outside was changed\n',
    stderr: '',
  });
  expect(calls().length).toBe(before);
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0, stderr: '' });
});

it('refuses what the file describes, what the record does not have, and a record that cannot be used, each with what to do', async () => {
  const cluster = await haunted();
  const { a } = cluster;
  const said = async (...args: string[]) => {
    const { code, stderr, stdout } = await a.run('forget', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return stderr;
  };
  expect(await said('web', 'other')).toMatch(/RECORD_IN_USE web: other stays in the state record: .+ describes it; /);
  expect(await said('web', 'public-addres')).toMatch(
    /no public-addres of web.+public-address.+it has of web: public-address/,
  );
  expect(await said('wbe', 'public-address')).toMatch(/no public-address of wbe.*; it has of wbe: nothing/);
  expect(Object.keys(await record(cluster))).toEqual(['public-address']);
  await chmod(a.state, 0o777);
  expect(await said('web', 'public-address')).toMatch(/STATE_UNSAFE/);
  await rm(a.state, { recursive: true });
  expect(await said('web', 'public-address')).toMatch(/RECORD_HAS_NOT/);
});

it('waits for a run of the group, and overtakes none', async () => {
  const cluster = await haunted();
  const { a, hold } = cluster;
  const held = hold('AssociateAddress');
  const activation = a.start('activate', 'web', '--json');
  await held.sent;
  const forgetting = a.start('forget', 'web', 'public-address');
  await a.inLine(2);
  held.letGo();
  expect(documentOf(await activation.ended)).toMatchObject({ exitCode: 0 });
  expect(await forgetting.ended).toMatchObject({ code: 0 });
  expect(Object.keys(await record(cluster))).toEqual(['other']);
});

it('says which run is in the way if that does not end in time', async () => {
  const cluster = await haunted();
  const { a, hold } = cluster;
  const held = hold('AssociateAddress');
  const activation = a.start('activate', 'web');
  await held.sent;
  expect(await a.run('forget', 'web', 'public-address')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/RECORD_BUSY web: .+process \d+, activate, run .+wait for that run to end/),
  });
  held.letGo();
  expect(await activation.ended).toMatchObject({ code: 0 });
});
