import type { Call } from '@kirikae/simulator';
import { expect, it } from 'vitest';
import { type Cluster, newCluster } from './cluster.ts';
import { ADDRESS, hasAll, mix, NAME } from './race.ts';

const RELEASES = [
  ['DisassociateAddress', ADDRESS],
  ['ChangeResourceRecordSets', NAME],
] as const;

/** A command of A that dies when its write has been sent. AWS handles the write when `late` is called, and tells when it has. */
async function dieInWrite(cluster: Cluster, command: string) {
  const { a, simulator } = cluster;
  const gate = Promise.withResolvers<void>();
  const sent = Promise.withResolvers<Call>();
  const stop = simulator.onCall(async (call) => {
    if (!call.write || call.caller !== a.name) return;
    stop();
    sent.resolve(call);
    await gate.promise;
  });
  const dying = a.start(command, 'web');
  const call = await sent.promise;
  dying.kill('SIGKILL');
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  const late = async () => {
    gate.resolve();
    await simulator.idle();
    return call;
  };
  return { late };
}

it.each(RELEASES)('leaves it with B when the %s of a stop arrives after A has died', async (action, content) => {
  const cluster = await newCluster(content);
  const { a, b } = cluster;
  await a.run('activate', 'web');
  const { late } = await dieInWrite(cluster, 'deactivate');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(await late()).toMatchObject({ action, status: 400 });
  expect(hasAll(mix(cluster, content, 0).held(), b)).toBe(true);
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 0 });
});

it('leaves the address with B when the release of A takes effect only after A has given up on its answer', async () => {
  const { a, b, simulator, holder, hold, calls } = await newCluster();
  await a.run('activate', 'web');
  const { sent, letGo } = hold('DisassociateAddress');
  const stopping = a.start('deactivate', 'web', '--timeout', '8s');
  await sent;
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(await stopping.ended).toMatchObject({ code: 0 });
  letGo();
  await simulator.idle();
  const late = calls(a).filter(({ action }) => action === 'DisassociateAddress');
  expect(late.map(({ error }) => error)).toEqual(late.map(() => 'InvalidAssociationID.NotFound'));
  expect(holder()).toBe('web-2');
});

it.each(
  RELEASES.flatMap(([action, content]) => (['before', 'after'] as const).map((when) => ({ when, action, content }))),
)('gives it to B when A dies $when its $action took effect', async ({ when, action, content }) => {
  const cluster = await newCluster(content);
  const { a, b, simulator } = cluster;
  await a.run('activate', 'web');
  simulator.faults.add({ kind: 'kill', when, action, caller: 'web-1', times: 1 });
  const dying = a.start('deactivate', 'web');
  simulator.onKill(async () => {
    dying.kill('SIGKILL');
    await dying.ended;
  });
  expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
  const { held } = mix(cluster, content, 0);
  expect(hasAll(held(), a)).toBe(when === 'before');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(hasAll(held(), b)).toBe(true);
});

it('refuses the late batch of a dead node that wanted the record, since B has changed it meanwhile', async () => {
  const cluster = await newCluster(NAME);
  const { b, record } = cluster;
  const { late } = await dieInWrite(cluster, 'activate');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(await late()).toMatchObject({ status: 400, error: 'InvalidChangeBatch' });
  expect(record('www.example.com')).toEqual(['10.0.1.11']);
});

it('cannot keep the late AssociateAddress of a dead node from winning; monitor tells it, and activating again takes it back', async () => {
  const cluster = await newCluster();
  const { b, holder } = cluster;
  const { late } = await dieInWrite(cluster, 'activate');
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-2');
  expect(await late()).toMatchObject({ status: 200 });
  expect(holder()).toBe('web-1');
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-2');
});
