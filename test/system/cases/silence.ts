import type { FaultRule } from '@kirikae/simulator';
import { expect, test } from 'vitest';
import { codesOf, disturbances } from '../lab/actions.ts';
import { FIRST, SECOND } from '../lab/normal.ts';
import { fenceRequests } from '../lab/power.ts';
import { until } from '../lab/until.ts';
import type { Bench } from './bench.ts';

const SILENT: FaultRule = { kind: 'unreachable', how: 'silent', service: 'ec2' };
const MONITORS = 4;

/** The API is away, and everything else is well: nothing may happen because of that. */
export function silenceCases(bench: Bench): void {
  for (const [name, rule] of [
    ['throttled', { kind: 'throttle', service: 'ec2' }],
    ['silent', SILENT],
  ] satisfies [string, FaultRule][])
    test(`leaves everything as it is while the API is ${name} during ${MONITORS} monitors`, async () => {
      const { lab, table } = bench;
      lab.simulator.faults.add(rule);
      const since = Date.now();
      const codes = () => codesOf(lab.nodes[FIRST], 'monitor', since);
      await until('the monitors have run', async () => (await codes()).length >= MONITORS, {
        seconds: 120,
        explain: lab.logs,
      });
      expect(new Set(await codes())).toEqual(new Set([0]));
      await expectUndisturbed(bench, since);
      await table.add(lab, `API ${name} during monitor`, since, SECOND, `${(await codes()).length} monitors`);
    });

  test('leaves everything as it is when a standby joins while the API is silent', async () => {
    const { lab, pacemaker, table } = bench;
    await lab.nodes[SECOND].kill();
    const isAlone = async () => /Online: \[ kirikae-1 \]/.test(await pacemaker.view(FIRST));
    await until('the first node is alone', isAlone, { explain: lab.logs });
    lab.simulator.faults.add(SILENT);
    const since = Date.now();
    await lab.nodes[SECOND].start();
    await pacemaker.complete();
    const probed = () => codesOf(lab.nodes[SECOND], 'monitor', since);
    await until('the standby is probed', async () => (await probed()).length > 0, { explain: lab.logs });
    await pacemaker.idle();
    expect(await probed()).toEqual([7]);
    await expectUndisturbed(bench, since);
    await table.add(lab, 'standby joins, API silent', since, SECOND);
  });

  test('does not get a node fenced when the API is silent while it stops', async () => {
    const { lab, pacemaker, table } = bench;
    await pacemaker.fencing('on');
    lab.simulator.faults.add({ ...SILENT, caller: FIRST });
    const since = Date.now();
    await pacemaker.move(SECOND);
    await pacemaker.settled(SECOND);
    expect(await codesOf(lab.nodes[FIRST], 'stop', since)).toEqual([0]);
    expect(await pacemaker.fencedSince(since)).toEqual([]);
    expect((await fenceRequests(lab)).filter((request) => Number(request.slice(0, 13)) >= since)).toEqual([]);
    expect(lab.nodes[FIRST].alive()).toBe(true);
    await table.add(lab, 'API silent during stop', since, SECOND);
  });
}

/** Checks that the group is where it was: no start, no stop, no write since then, and the same holder. */
async function expectUndisturbed({ lab, pacemaker }: Bench, since: number): Promise<void> {
  expect(await disturbances(Object.values(lab.nodes), since)).toEqual([]);
  expect(lab.writes(since)).toEqual([]);
  expect(lab.holders.since(since)).toEqual([]);
  expect(await pacemaker.located()).toEqual([FIRST]);
  expect(lab.client.failed(since)).toBe(0);
}
