import { valuesOn } from '@kirikae/engine';
import type { SimulatedNode, Simulator } from '@kirikae/simulator';
import { resourcesOf, type Script } from './script.ts';

/** Who holds the group, straight from the state of the simulated AWS and not by kirikae. */
export interface Truth {
  /** Another strategy is in use from now on. */
  use(strategy: string | undefined): Promise<void>;
  /** True if the node has every resource of the strategy. */
  holds(node: SimulatedNode): boolean;
}

type Check = () => boolean;

/** What a resource's configuration says, as far as it says what the world must look like. */
interface Fields {
  readonly allocationId?: string;
  readonly hostedZoneId?: string;
  readonly records?: readonly { name: string; type: string; value?: unknown; values?: readonly unknown[] }[];
}

/** Starts without a strategy: nobody holds anything. */
export function createTruth(simulator: Simulator, script: Script, nodes: readonly SimulatedNode[]): Truth {
  const checks = new Map<string, Check[]>();
  return {
    use: async (strategy) => {
      const members = await resourcesOf(script, strategy);
      for (const node of nodes) {
        const fields = members.map((member) => valuesOn(script.config, member, node.name));
        const own = fields.flatMap((each) => checksOf(simulator, node, each as Fields));
        checks.set(node.name, own);
      }
    },
    holds: (node) => {
      const own = checks.get(node.name) ?? [];
      return own.length > 0 && own.every((check) => check());
    },
  };
}

function checksOf(
  simulator: Simulator,
  node: SimulatedNode,
  { allocationId, hostedZoneId, records = [] }: Fields,
): Check[] {
  const { world } = simulator;
  const address = (): boolean =>
    world.addresses.some(
      (each) => each.allocationId === allocationId && node.interfaces.some(({ id }) => id === each.networkInterfaceId),
    );
  const sets = records.map(({ name, type, value, values = [value] }) => (): boolean => {
    const zone = world.zones.find(({ id }) => id === hostedZoneId);
    const set = zone?.recordSets.find((each) => same(each.name, name) && each.type === type);
    const wanted = values.map((each) => valueOn(simulator, node, String(each)));
    return set !== undefined && sorted(set.values) === sorted(wanted);
  });
  return [...(allocationId === undefined ? [] : [address]), ...sets];
}

/** A value of a record as it is on this node. */
function valueOn({ world }: Simulator, { interfaces: [primary] }: SimulatedNode, value: string): string {
  const elastic = world.addresses.find((each) => each.networkInterfaceId === primary?.id);
  const own: Record<string, string | null | undefined> = {
    'private-ipv4': primary?.privateIpv4s[0],
    'public-ipv4': elastic?.publicIp ?? primary?.publicIpv4,
    ipv6: primary?.ipv6s[0],
  };
  return own[value] ?? value;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^"|"$|\.$/g, '')
    .replace('\\052', '*');
const same = (one: string, other: string): boolean => plain(one) === plain(other);
const sorted = (values: readonly string[]): string => values.map(plain).toSorted().join();
