import type { Lab } from './lab.ts';
import { NAMES, type NodeName } from './network.ts';
import type { Pacemaker } from './pacemaker.ts';
import { until } from './until.ts';

/** The node on which the group runs when a case begins. */
export const FIRST: NodeName = 'kirikae-1';
export const SECOND: NodeName = 'kirikae-2';

/** Brings everything to where each case begins: both nodes there, no faults, the group on the first one. */
export async function restore(lab: Lab, pacemaker: Pacemaker, file: string): Promise<void> {
  lab.simulator.faults.clear();
  await lab.configure(file);
  for (const name of NAMES) {
    await lab.nodes[name].join();
    if (!lab.nodes[name].alive()) await lab.nodes[name].start();
  }
  await pacemaker.complete();
  await pacemaker.fencing('off');
  await pacemaker.resource('--meta', '--delete-parameter', 'target-role');
  await pacemaker.resource('--cleanup');
  await pacemaker.resource('--clear');
  await until('the group is active', async () => (await pacemaker.located()).length === 1, { explain: lab.logs });
  // Pacemaker refuses to move what is there already
  if ((await pacemaker.located()).join() !== FIRST) await pacemaker.move(FIRST);
  await pacemaker.settled(FIRST);
  await pacemaker.resource('--clear');
  await until('the client is content', lab.client.content, { explain: lab.logs });
}
