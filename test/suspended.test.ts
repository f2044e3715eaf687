import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Running } from './binary.ts';
import { type Cluster, type ClusterNode, EIP, fileOf, newCluster, plus } from './cluster.ts';

/** Long enough to miss beats of the heart. */
const ASLEEP = 4_000;

/** Starts an activation, suspends it (SIGSTOP) as soon as its first look has reached EC2, lets something happen meanwhile, and wakes it. */
async function sleeper({ simulator }: Cluster, node: ClusterNode, meanwhile: () => Promise<unknown>) {
  const looked = Promise.withResolvers<void>();
  let running: Running | undefined;
  const remove = simulator.onCall((call) => {
    if (call.action !== 'DescribeAddresses' || call.caller !== node.name) return;
    running?.kill('SIGSTOP');
    looked.resolve();
  });
  running = node.start('activate', 'web', '--json');
  await looked.promise;
  remove();
  await meanwhile();
  await sleep(ASLEEP);
  running.kill('SIGCONT');
  return running.ended;
}

/** No request runs out of time in the sleep: what was seen before it is what the process goes on with. */
const PATIENT = fileOf(plus(EIP, 'requestTimeout: 60s'));

it('an activation that slept does not take what another node took meanwhile; else it goes on', async () => {
  const [overtaken, free, same] = await Promise.all([newCluster(PATIENT), newCluster(PATIENT), newCluster(PATIENT)]);
  await same.b.run('activate', 'web');
  const [late, first, second] = await Promise.all([
    sleeper(overtaken, overtaken.a, () => overtaken.b.run('activate', 'web')),
    sleeper(free, free.a, async () => {}),
    sleeper(same, same.a, async () => {}),
  ]);

  expect(late.code).toBe(21);
  expect(late.lastLine).toMatch(
    /^kirikae: SLEPT web\/public-address: this process stood still, for up to \d+ s, and in the meantime i-0123456789abcdefb took it; .+\[exit 21/,
  );
  expect([overtaken.holder(), overtaken.writes(overtaken.a)]).toEqual(['web-2', []]);
  expect(await overtaken.b.run('monitor', 'web')).toMatchObject({ code: 0 });

  expect([first.code, free.holder()]).toEqual([0, 'web-1']); // nobody had it
  expect([second.code, same.holder()]).toEqual([0, 'web-1']); // and here the one whom it had seen before
});
