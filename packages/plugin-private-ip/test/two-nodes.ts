import { watchService } from '@kirikae/simulator';
import { openBench } from '@kirikae/testkit';
import { onTestFinished, vi } from 'vitest';
import { privateIp } from '../src/private-ip.ts';
import { startWorld, type WorldOptions } from './world.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A world for one test, the commands of its two nodes, and the EC2 actions that were asked for since a moment. */
export async function twoNodes(options?: WorldOptions) {
  const world = await startWorld(options);
  const bench = await openBench({ type: privateIp, harness: () => world });
  onTestFinished(() => bench.close());
  const { a, b } = bench;
  const { world: state } = world.simulator;
  const address = String(world.config['address']);
  const { asked, actionsOf, beforeCall } = watchService(world.simulator, 'ec2');
  const beforeCallOfA = (which: (action: string) => boolean, happening: () => unknown) =>
    beforeCall('a', ({ action }) => which(action), happening);
  /** The interfaces that list the address. */
  const holders = () =>
    state.interfaces.filter((one) => [...one.privateIpv4s, ...one.ipv6s].includes(address)).map(({ id }) => id);
  return { ...world, a, b, asked, actionsOf, beforeCallOfA, holders };
}
