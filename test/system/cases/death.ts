import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { actionsOf, startOf, told } from '../lab/actions.ts';
import { FIRST, SECOND } from '../lab/normal.ts';
import { until } from '../lab/until.ts';
import type { Bench } from './bench.ts';

/** A node dies, and so does kirikae, where it hurts most. */
export function deathCases(bench: Bench): void {
  test('moves the address to the other node when a node dies', async () => {
    const { lab, pacemaker, table } = bench;
    const since = Date.now();
    await lab.nodes[FIRST].kill();
    await pacemaker.settled(SECOND);
    expect(lab.writes(since).map(({ action, caller }) => `${caller} ${action}`)).toEqual([
      `${SECOND} AssociateAddress`,
    ]);
    await table.add(lab, 'node killed', since, SECOND, told(await startOf(lab.nodes[SECOND], since)));
  });

  test('tells in crm_mon and in the log why a start failed, and goes back to where it was', async () => {
    const { lab, pacemaker, table } = bench;
    lab.simulator.faults.add({ kind: 'deny', caller: SECOND, action: 'AssociateAddress' });
    const since = Date.now();
    await pacemaker.move(SECOND);
    const told = /AWS_DENIED web\/public-address: AWS denies ec2:AssociateAddress to the role kirikae-node/;
    await until('crm_mon tells why', async () => told.test(await pacemaker.view()), {
      seconds: 20,
      explain: () => pacemaker.view(),
    });
    const log = () => readFile(`${lab.nodes[SECOND].own}/var/log/pacemaker/pacemaker.log`, 'utf8');
    const line = /kirikae: AWS_DENIED web\/public-address: .*\[exit 1, run \w+\]/;
    // Pacemaker writes what an agent said a little after what became of it
    await until('the log tells why', async () => line.test(await log()), { seconds: 20, explain: log });
    await pacemaker.settled(FIRST);
    await table.add(lab, 'start denied on the other node', since, SECOND);
  });

  for (const action of ['AssociateAddress', 'DescribeAddresses'] as const)
    test(`recovers when kirikae is killed while it waits for ${action} of a start`, async () => {
      const { lab, pacemaker, table } = bench;
      const since = Date.now();
      const killed = killDuring(bench, action);
      await pacemaker.move(SECOND);
      expect(await killed).toBe(1);
      await until('the start has failed', async () => (await startCode(bench, since)) !== undefined, {
        explain: lab.logs,
      });
      expect(await startCode(bench, since)).not.toBe(0);
      // Pacemaker lets a node be where a start has failed, so it goes back
      await pacemaker.settled(FIRST);
      await table.add(lab, `kirikae killed at ${action}`, since, SECOND);
    });
}

const startCode = async ({ lab }: Bench, since: number) =>
  (await actionsOf(lab.nodes[SECOND], since)).find(({ action, ended }) => action === 'start' && ended)?.code;

/**
 * Kills kirikae on the second node while its first call of this action since then is held, be it the write or the first
 * look after the write. Resolves with the number of processes that were killed.
 */
const killDuring = ({ lab }: Bench, wanted: string): Promise<number> =>
  new Promise((resolve, reject) => {
    let wrote = false;
    const remove = lab.simulator.onCall(async ({ caller, action }) => {
      if (caller !== SECOND) return;
      wrote ||= action === 'AssociateAddress';
      if (action !== wanted || !wrote) return;
      remove();
      const found = await lab.nodes[SECOND].processes('node', 'activate', 'web');
      for (const pid of found) process.kill(pid, 'SIGKILL');
      resolve(found.length);
    });
    setTimeout(() => reject(new Error(`no ${wanted} came within 60 s`)), 60_000).unref();
  });
