import { expect, test } from 'vitest';
import { codesOf } from '../lab/actions.ts';
import { NAMES } from '../lab/network.ts';
import { FIRST, SECOND } from '../lab/normal.ts';
import { attendPower } from '../lab/power.ts';
import { until } from '../lab/until.ts';
import type { Bench } from './bench.ts';

/** The nodes are both alive and cannot see each other. */
export function linkCases(bench: Bench): void {
  test('leaves the address with one node when the link is cut and nobody fences, and tells the other that it lost it', async () => {
    const { lab, pacemaker, table } = bench;
    const since = Date.now();
    await lab.nodes[FIRST].cut();
    await until('the second node has the address', () => lab.holders.now() === SECOND, { explain: lab.logs });
    // both run the group now, as nobody can forbid it: the address is what they have one of
    expect(await pacemaker.located(FIRST)).toContain(FIRST);
    expect(await pacemaker.located(SECOND)).toEqual([SECOND]);
    const told = async () => (await codesOf(lab.nodes[FIRST], 'monitor', since)).includes(7);
    await until("the first node's monitor says that it is not running", told, { explain: lab.logs });
    await lab.nodes[FIRST].join();
    await pacemaker.complete();
    const at = await oneHolder(bench);
    await table.add(lab, 'link cut, no fencing', since, SECOND, `in the end at ${at}`);
  });

  test('moves the address only when the old node is dead, where there is fencing', async () => {
    const { lab, pacemaker, table } = bench;
    await pacemaker.fencing('on');
    const power = attendPower(lab);
    const aliveAtWrite: boolean[] = [];
    const remove = lab.simulator.onCall(({ caller, action }) => {
      if (caller === SECOND && action === 'AssociateAddress') aliveAtWrite.push(lab.nodes[FIRST].alive());
    });
    const since = Date.now();
    await lab.nodes[FIRST].cut();
    try {
      await pacemaker.settled(SECOND);
    } finally {
      remove();
      power.close();
    }
    expect(aliveAtWrite).toEqual([false]);
    expect(power.switchedOff()).toEqual([FIRST]);
    expect(lab.nodes[SECOND].alive()).toBe(true);
    await table.add(lab, 'link cut, with fencing', since, SECOND);
  });
}

/** Waits until the group is active on one node alone, and checks that the address is there, in the eyes of both. */
async function oneHolder({ lab, pacemaker }: Bench): Promise<string> {
  const isOne = async () => {
    const at = await pacemaker.located();
    return at.length === 1 && at[0] === lab.holders.now();
  };
  await until('the group is active on one node, and the address is there', isOne, { explain: lab.logs });
  await pacemaker.idle();
  const [at = ''] = await pacemaker.located();
  expect(lab.holders.now()).toBe(at);
  const answers = await Promise.all(NAMES.map((name) => lab.nodes[name].exec('kirikae', 'monitor', 'web')));
  expect(answers.map(({ code }) => code)).toEqual(NAMES.map((name) => (name === at ? 0 : 7)));
  return at;
}
