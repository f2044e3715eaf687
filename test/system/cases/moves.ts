import { expect, test } from 'vitest';
import { EIP, fileOf, plus, RECORD } from '../../cluster.ts';
import { codesOf } from '../lab/actions.ts';
import { NAMES } from '../lab/network.ts';
import { FIRST, SECOND } from '../lab/normal.ts';
import { until } from '../lab/until.ts';
import type { Bench } from './bench.ts';

/** What people do on purpose. */
export function moveCases(bench: Bench): void {
  test('loses no request in a planned move when the address is kept until the other node takes it', async () => {
    const { lab, pacemaker, table } = bench;
    await lab.configure(fileOf(plus(EIP, 'onDeactivate: keep')));
    const since = Date.now();
    await pacemaker.move(SECOND);
    await pacemaker.settled(SECOND);
    expect(lab.writes(since).map(({ action, caller }) => `${caller} ${action}`)).toEqual([
      `${SECOND} AssociateAddress`,
    ]);
    expect(lab.client.failed(since)).toBe(0);
    await table.add(lab, 'planned move, kept', since, SECOND);
  });

  test('has the address at the right node after each of ten moves', async () => {
    const { lab, pacemaker, table } = bench;
    const since = Date.now();
    const targets = Array.from({ length: 10 }, (_, index) => (index % 2 ? FIRST : SECOND));
    for (const target of targets) {
      await pacemaker.move(target);
      await pacemaker.settled(target);
    }
    const associations = lab.writes(since).filter(({ action }) => action === 'AssociateAddress');
    expect(associations.map(({ caller }) => caller)).toEqual(targets);
    // whether an address is let go of before it is taken is the agent's business, doing so twice is not
    const others = lab.writes(since).filter(({ action }) => action !== 'AssociateAddress');
    expect(new Set(others.map(({ action }) => action))).toEqual(new Set(others.length ? ['DisassociateAddress'] : []));
    expect(others.length).toBeLessThanOrEqual(targets.length);
    await table.add(lab, 'ten moves', since, SECOND);
  });

  for (const [what, resource] of [
    ['an Elastic IP', EIP],
    ['a record', RECORD],
  ] as const)
    test(`says that nothing runs when Pacemaker looks after a clean stop of ${what}`, async () => {
      const { lab, pacemaker, table } = bench;
      await stop(bench);
      await lab.configure(fileOf(resource));
      await pacemaker.resource('--meta', '--parameter-value', 'Started', '--set-parameter', 'target-role');
      await until('it is active', async () => (await pacemaker.located()).length === 1, { explain: lab.logs });
      await pacemaker.idle();
      const since = Date.now();
      await stop(bench);
      const looked = Date.now();
      await pacemaker.resource('--refresh');
      for (const name of NAMES) {
        const probes = () => codesOf(lab.nodes[name], 'monitor', looked);
        await until(`${name} is probed`, async () => (await probes()).length > 0, { explain: lab.logs });
        expect(new Set(await probes())).toEqual(new Set([7]));
      }
      await pacemaker.idle();
      expect(await pacemaker.located()).toEqual([]);
      await table.add(lab, `clean stop of ${what}`, since, SECOND);
    });
}

async function stop({ lab, pacemaker }: Bench): Promise<void> {
  await pacemaker.resource('--meta', '--parameter-value', 'Stopped', '--set-parameter', 'target-role');
  await until('the group is stopped', async () => (await pacemaker.located()).length === 0, { explain: lab.logs });
  await pacemaker.idle();
}
