import { must, run } from './command.ts';

/** The nodes; their network namespaces have the same names. */
export const NAMES = ['kirikae-1', 'kirikae-2'] as const;
export type NodeName = (typeof NAMES)[number];
export const BRIDGE = 'kirikae-bridge';

/** The address of a node on the bridge; its instance has the same one. */
export const addressOf = (name: NodeName): string => (name === 'kirikae-1' ? '10.0.1.10' : '10.0.1.11');

/** The other node. */
export const otherThan = (name: NodeName): NodeName => (name === 'kirikae-1' ? 'kirikae-2' : 'kirikae-1');

/** Makes a bridge in a namespace of its own, where the client lives, and a namespace for each node. */
export async function layNetwork(): Promise<void> {
  await must(`ip netns add ${BRIDGE}`);
  await must(`ip -n ${BRIDGE} link set lo up`);
  await must(`ip -n ${BRIDGE} link add br0 type bridge`);
  await must(`ip -n ${BRIDGE} addr add 10.0.1.1/24 dev br0`);
  await must(`ip -n ${BRIDGE} link set br0 up`);
  for (const name of NAMES) await plugIn(name);
}

async function plugIn(name: NodeName): Promise<void> {
  await must(`ip netns add ${name}`);
  await must(`ip -n ${name} link add eth0 type veth peer name ${name} netns ${BRIDGE}`);
  await must(`ip -n ${BRIDGE} link set ${name} master br0 up`);
  await must(`ip -n ${name} addr add ${addressOf(name)}/24 dev eth0`);
  await must(`ip -n ${name} link set eth0 up`);
  await must(`ip -n ${name} link set lo up`);
  await must(`ip -n ${name} addr add 169.254.169.254/32 dev lo`);
}

/** What can be done to a node's port: its own interface loses its carrier, as if somebody pulled the cable; or nothing passes, and nobody is told. */
const PORT = { joined: 'master br0 up', cut: 'down', isolated: 'nomaster' };

/** Joins the node's port to the bridge, or parts it from it. */
export const setPort = (name: NodeName, state: keyof typeof PORT): Promise<string> =>
  must(`ip -n ${BRIDGE} link set ${name} ${PORT[state]}`);

/** Removes the namespaces and what runs in them, be it of this run or of one that was killed. */
export async function clearNetwork(): Promise<void> {
  const there = await must('ip netns list');
  for (const name of [...NAMES, BRIDGE]) {
    if (!new RegExp(`^${name}( |$)`, 'm').test(there)) continue;
    for (const pid of (await must(`ip netns pids ${name}`)).split('\n').filter(Boolean)) await run('kill', ['-9', pid]);
    await must(`ip netns delete ${name}`);
  }
}
