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
  const { calls, onCall, world: state } = world.simulator;
  const address = String(world.config['address']);
  /** What a node asked of EC2 since `from`. */
  const asked = (caller: string, from = 0) =>
    calls.slice(from).filter((call) => call.caller === caller && call.service === 'ec2');
  /** The actions that a node asks for while `body` runs. */
  const actionsOf = async (caller: string, body: () => Promise<unknown>) => {
    const from = calls.length;
    await body();
    return asked(caller, from).map(({ action }) => action);
  };
  /** Runs `happening` once, before A's next call of an action that `which` accepts is handled. */
  const beforeCallOfA = (which: (action: string) => boolean, happening: () => unknown) => {
    const stop = onCall(async ({ caller, action }) => {
      if (caller !== 'a' || !which(action)) return;
      stop();
      await happening();
    });
  };
  /** The interfaces that list the address. */
  const holders = () =>
    state.interfaces.filter((one) => [...one.privateIpv4s, ...one.ipv6s].includes(address)).map(({ id }) => id);
  return { ...world, a, b, asked, actionsOf, beforeCallOfA, holders };
}
