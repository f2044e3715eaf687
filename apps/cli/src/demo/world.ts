import type { AwsNodeEntry } from '@kirikae/aws';
import type { InterfaceOptions, SimulatedNode, Simulator } from '@kirikae/simulator';
import { addRecords, type RecordFields } from './records.ts';
import { fieldsOn, type Script } from './script.ts';

/** Builds the AWS that a file speaks of: its addresses and zones, and two instances that have what the file says they have. */
export async function buildWorld(
  simulator: Simulator,
  script: Script,
): Promise<readonly [SimulatedNode, SimulatedNode]> {
  const [first, second] = script.nodes;
  for (const name of [first, second]) for (const fields of await fieldsOn(script, name)) addThings(simulator, fields);
  const one = await addInstance(simulator, script, first, 1);
  return [one, await addInstance(simulator, script, second, 2)];
}

function addThings(simulator: Simulator, config: Record<string, unknown>): void {
  const { allocationId, hostedZoneId, roleArn, externalId } = config as { [key: string]: string };
  const { records } = config as { records?: RecordFields[] };
  const { world } = simulator;
  if (allocationId && !world.addresses.some((address) => address.allocationId === allocationId))
    simulator.addAddress({ allocationId });
  if (hostedZoneId) addRecords(simulator, hostedZoneId, records ?? []);
  if (roleArn) world.roles[roleArn] = externalId ? { externalId } : {};
}

async function addInstance(simulator: Simulator, script: Script, name: string, number: number): Promise<SimulatedNode> {
  const entry: AwsNodeEntry | undefined = script.config.content.nodes[name];
  const primary: InterfaceOptions = {
    ...(entry?.networkInterfaceId && { id: entry.networkInterfaceId }),
    privateIpv4s: [entry?.privateIpv4 ?? `10.0.${number}.10`],
    ipv6s: [entry?.ipv6 ?? `2001:db8::${number}`],
    publicIpv4: entry?.publicIpv4 ?? `198.51.100.${number}`,
  };
  const interfaces = [primary];
  for (const fields of await fieldsOn(script, name)) addInterface(interfaces, fields, number);
  const ready = interfaces.map((each) => ({ ...each, sourceDestCheck: false })); // routes to it are of use
  return simulator.addNode({ name, ...(entry?.instanceId && { instanceId: entry.instanceId }), interfaces: ready });
}

/** The interface and private address that a resource names, if this instance does not have them yet. */
function addInterface(interfaces: InterfaceOptions[], config: Record<string, unknown>, number: number): void {
  const {
    networkInterfaceId: id,
    deviceIndex = 0,
    privateIp,
  } = config as { networkInterfaceId?: string; deviceIndex?: number; privateIp?: string };
  const add = (more: Partial<InterfaceOptions>) => {
    const made: InterfaceOptions = { privateIpv4s: [`10.0.${number}.${10 + interfaces.length}`], ...more };
    interfaces.push(made);
    return made;
  };
  while (interfaces.length <= deviceIndex) add({});
  let chosen = id ? interfaces.find((each) => each.id === id) : interfaces[deviceIndex];
  if (id && !chosen && interfaces[0]?.id === undefined && interfaces.length === 1)
    chosen = Object.assign(interfaces[0] as InterfaceOptions, { id });
  chosen ??= add({ ...(id && { id }) });
  if (privateIp && !chosen.privateIpv4s.includes(privateIp)) chosen.privateIpv4s.push(privateIp);
}

/** A thing in the simulated AWS, and where it is: at a node, at some address, at nobody. */
export interface Holding {
  readonly thing: string;
  readonly where: string;
}

/** Where each thing is: straight from the state of the simulated AWS, not by kirikae. */
export function holdings(simulator: Simulator, nodes: readonly SimulatedNode[]): Holding[] {
  const { addresses, zones, interfaces } = simulator.world;
  const nodeOf = (instanceId: string | undefined) =>
    nodes.find((node) => node.instanceId === instanceId)?.name ?? 'nobody';
  const eips = addresses.map(({ publicIp, networkInterfaceId }) => {
    const owner = interfaces.find((each) => each.id === networkInterfaceId);
    return { thing: publicIp, where: nodeOf(owner?.instanceId) };
  });
  const records = zones.flatMap(({ recordSets }) => recordSets.filter(({ type }) => !['NS', 'SOA'].includes(type)));
  return [
    ...eips,
    ...records.map(({ name, type, values }) => ({
      thing: `${name.replace(/\.$/, '').replace('\\052', '*')} ${type}`,
      where: values.join(', '),
    })),
  ];
}
