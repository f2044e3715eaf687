import { actionsOf } from './actions.ts';
import type { Lab } from './lab.ts';
import { NAMES, type NodeName, otherThan } from './network.ts';
import type { LabNode } from './node.ts';
import { until } from './until.ts';

/** Starts keepalived on a node. */
export function startKeepalived({ own, ...node }: LabNode): void {
  const line = `exec keepalived --dont-fork --log-console --use-file ${own}/keepalived.conf >>/var/log/keepalived.out 2>&1`;
  void node.exec('bash', '-c', line); // ends when keepalived does
}

/** Asks keepalived on a node to end, as a service manager does, and waits until it has. */
export async function stopKeepalived(node: LabNode): Promise<void> {
  await node.exec('pkill', '-TERM', '-o', '-x', 'keepalived'); // looks no further than the node
  await until('keepalived has ended', async () => (await stateOf(node)) === undefined);
}

/** Kills keepalived on a node, as it might crash: it cannot tell anybody. */
export async function killKeepalived(node: LabNode): Promise<void> {
  for (const pid of await node.processes('keepalived')) process.kill(pid, 'SIGKILL');
  await node.exec('rm', '-rf', '/run/keepalived.pid', '/run/keepalived');
}

/** Has keepalived on a node read its file again, with another priority. */
export async function changePriority(node: LabNode, priority: number): Promise<void> {
  await node.exec('sed', '-i', `s/^  priority .*/  priority ${priority}/`, `${node.own}/keepalived.conf`);
  await node.exec('pkill', '-HUP', '-o', '-x', 'keepalived'); // looks no further than the node
}

/** The state that keepalived told last on a node; none where it does not run. One that hears of a lower priority is still master. */
export async function stateOf(node: LabNode): Promise<string | undefined> {
  if ((await node.processes('keepalived')).length === 0) return undefined;
  const state = (await actionsOf(node, 0)).findLast(({ ended }) => !ended)?.action;
  return state === 'MASTER_RX_LOWER_PRI' ? 'MASTER' : state;
}

/** Waits until this node alone is MASTER, every script that was called has ended, and the address is there. */
export async function mastered(lab: Lab, name: NodeName): Promise<void> {
  const isSo = async () => {
    const [mine, others] = await Promise.all([name, otherThan(name)].map((one) => stateOf(lab.nodes[one])));
    return mine === 'MASTER' && others !== 'MASTER' && (await isQuiet(lab)) && lab.holders.now() === name;
  };
  const explain = async () => `the address is with ${lab.holders.now()}\n${await lab.logs()}`;
  await until(`${name} is MASTER, and the address is there`, isSo, { explain });
}

/** Whether no script is running on any node. */
async function isQuiet({ nodes }: Lab): Promise<boolean> {
  const running = await Promise.all(NAMES.map((name) => nodes[name].processes('notify')));
  return running.flat().length === 0;
}
