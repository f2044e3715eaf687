import type { SimulatedNode, Simulator } from '@kirikae/simulator';
import type { Ended } from './node-process.ts';
import type { Truth } from './truth.ts';

/** What a command said that is not so; undefined if there is nothing. */
type Verdict = (ended: Ended) => string | undefined;

/**
 * Watches one command on a node, to tell afterwards whether its 0 was true. A 0 of `activate` or `monitor` says that the node had
 * everything at some moment since the run's last write; a 0 of `deactivate` says nothing of what it could not release, but it must not
 * have taken anything from the other node.
 */
export function watch(
  simulator: Simulator,
  truth: Truth,
  node: SimulatedNode,
  other: SimulatedNode,
  command: string,
): Verdict {
  const from = simulator.calls.length;
  const othersBefore = truth.holds(other);
  let wasTrue = truth.holds(node);
  const stop = simulator.onCall((call) => {
    if (call.write && call.caller === node.name) wasTrue = false;
    else if (truth.holds(node)) wasTrue = true;
  });
  return ({ code, stderr }) => {
    stop();
    if (code !== 0) return undefined;
    const own = simulator.calls.slice(from).filter((call) => call.write && call.caller === node.name);
    if (command === 'deactivate') {
      const took = othersBefore && !truth.holds(other) && own.some(({ status }) => status === 200);
      return took ? `${node.name} took something from ${other.name} when it let go` : undefined;
    }
    if (wasTrue || truth.holds(node)) return undefined;
    if (command === 'monitor' && stderr.includes('kirikae: warning:')) return undefined; // it could not tell, and said so
    return `${command} on ${node.name} ended in 0, and ${node.name} does not hold everything`;
  };
}
