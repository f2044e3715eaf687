import { readdir, writeFile } from 'node:fs/promises';
import type { Lab } from './lab.ts';
import type { NodeName } from './network.ts';

/** The power switches of the nodes, for `inside/fence_lab.sh` to ask. */
export interface Power {
  /** The nodes that were switched off, in this order. */
  switchedOff(): NodeName[];
  close(): void;
}

/** The requests to fence a node that there are, answered or not: `TIME.FROM.VICTIM`. */
export const fenceRequests = async ({ folder }: Lab): Promise<string[]> =>
  (await readdir(`${folder}/fence`)).filter((name) => !name.endsWith('.done'));

/** Attends to the requests. One from a node without a link is not heard: it cannot reach the switch of the other one. */
export function attendPower(lab: Lab): Power {
  const off: NodeName[] = [];
  const seen = new Set<string>();
  const look = async () => {
    for (const request of await fenceRequests(lab)) {
      const [, from, victim] = request.split('.') as [string, NodeName, NodeName];
      if (seen.has(request) || lab.nodes[from].isCut()) continue;
      seen.add(request);
      await lab.nodes[victim].kill();
      off.push(victim);
      await writeFile(`${lab.folder}/fence/${request}.done`, '');
    }
  };
  let turn = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(look);
  }, 20);
  return { switchedOff: () => [...off], close: () => clearInterval(timer) };
}
