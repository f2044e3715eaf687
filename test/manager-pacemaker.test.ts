import { rename } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { documentOf, EIP, fileOf, newCluster, plus } from './cluster.ts';
import { managerOf, printed } from './manager-script.ts';

/** A cluster under Pacemaker: its agent on each node, with the variables that Pacemaker sets. */
async function newPacemaker(content?: string, ...flags: string[]) {
  const cluster = await newCluster(content);
  const { run } = await managerOf(cluster);
  const agent = await printed(cluster, 'pacemaker', ...flags);
  const act = (node: typeof cluster.a, action: string, env: Record<string, string> = {}) =>
    run(node, agent, [action], { OCF_RESKEY_CRM_meta_timeout: '30000', ...env });
  return { ...cluster, act };
}

it('starts, monitors and stops', async () => {
  const { a, b, act, holder } = await newPacemaker();
  expect(await act(a, 'monitor')).toMatchObject({ code: 7 });
  expect(await act(a, 'start')).toMatchObject({ code: 0, stderr: '' });
  expect([holder(), (await act(a, 'monitor')).code, (await act(b, 'monitor')).code]).toEqual(['web-1', 0, 7]);
  expect(await act(a, 'stop')).toMatchObject({ code: 0 });
  expect(await act(a, 'stop')).toMatchObject({ code: 0 });
  expect([holder(), (await act(a, 'monitor')).code]).toEqual([null, 7]);
});

it('gives every failure as 1, with a reason that crm_mon shows', async () => {
  const { a, b, act, simulator } = await newPacemaker(fileOf(plus(EIP, 'takeover: if-free, onDeactivate: release')));
  await act(b, 'start');
  const lost = await act(a, 'start');
  expect([lost.code, lost.log], 'its own log, and not the syslog').toEqual([1, []]);
  expect(lost.stderr).toMatch(
    /^ocf-exit-reason:AWS_CONFLICT web\/public-address: i-0123456789abcdefb holds it, and takeover: if-free forbids taking it$/m,
  );
  expect(lost.stderr.trimEnd().split('\n').at(-1)).toMatch(/^kirikae: AWS_CONFLICT .*\[exit 1, run \w+\]$/);
  simulator.faults.add({ kind: 'deny' });
  expect(await act(b, 'stop'), 'what only this node can release').toMatchObject({ code: 1 });
  expect(documentOf(await a.run('activate', 'web', '--manager', 'pacemaker', '--json'))).toMatchObject({
    outcome: 'denied',
    exitCode: 1,
    tolerated: false,
  });
  const failed = await a.run('activate', 'web', '--manager', 'pacemaker');
  expect(failed.stdout).toMatch(/^web is not active on web-1 \(this node\): denied, in /);
  expect(failed.lastLine).toMatch(
    /^kirikae: AWS_DENIED web\S*: cannot .*, AWS denies ec2:\w+ to the role kirikae-node; add it to that role's policy \[exit 1, run \w+\]$/,
  );
});

it('gives a wrong command line and a broken file as 1 too, which has no meaning of its own for it', async () => {
  const { a, act, rewrite } = await newPacemaker();
  expect(await a.run('activate', 'web', '--manager', 'pacemaker', '--nonsense')).toMatchObject({ code: 1 });
  expect(await a.run('activate', '--manager=pacemaker')).toMatchObject({ code: 1 });
  await rewrite('version: 7\n');
  expect(await act(a, 'start')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^ocf-exit-reason:CONFIG/m),
  });
});

it('is not active on a node without the file, by the code that keeps it away from there', async () => {
  const { a, act, file } = await newPacemaker();
  await rename(file, `${file}.away`);
  expect(await act(a, 'monitor')).toMatchObject({
    code: 5,
    stderr: expect.stringContaining(`there is no file ${file}`),
  });
  expect(await act(a, 'monitor', { OCF_RESKEY_CRM_meta_interval: '10000' })).toMatchObject({ code: 1 });
});

it('is not installed on a node without the program', async () => {
  const { a, act } = await newPacemaker(undefined, '--binary', '/nowhere/kirikae');
  for (const action of ['start', 'stop', 'monitor', 'validate-all'])
    expect(await act(a, action)).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/^ocf-exit-reason:there is no program/),
    });
  expect(await act(a, 'meta-data')).toMatchObject({ code: 0 });
});

it('checks its parameters, and takes those that Pacemaker gives over those that it was printed with', async () => {
  const { a, act, file } = await newPacemaker();
  expect(await act(a, 'validate-all')).toMatchObject({ code: 0 });
  expect(await act(a, 'validate-all', { OCF_RESKEY_group: 'wbe' })).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/^ocf-exit-reason:kirikae: GROUP_UNKNOWN .* did you mean web/),
  });
  await rename(file, `${file}.2`);
  expect(await act(a, 'start')).toMatchObject({ code: 1 });
  expect(await act(a, 'start', { OCF_RESKEY_config: `${file}.2`, OCF_RESKEY_node: 'web-1' })).toMatchObject({
    code: 0,
  });
});

it('ends with a reason before Pacemaker would kill it, however long the file allows', async () => {
  const { a, act, simulator } = await newPacemaker(
    fileOf(EIP).replace('  web:\n', '  web:\n    timeout: 10m\n    monitorTimeout: 10m\n'),
  );
  simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2' });
  for (const action of ['start', 'monitor']) {
    const env = { OCF_RESKEY_CRM_meta_timeout: '6000', OCF_RESKEY_CRM_meta_interval: '10000' };
    expect(await act(a, action, env)).toMatchObject({ code: action === 'start' ? 1 : 7 });
  }
  expect((await a.journal()).at(-1)).toMatchObject({ kind: 'end', outcome: 'unreachable' });
});

it.each(['promote', 'demote', 'notify', 'migrate_to', ''])('says 3 to %s, which it does not have', async (action) => {
  const { a, act } = await newPacemaker();
  expect(await act(a, action)).toMatchObject({ code: 3 });
});
