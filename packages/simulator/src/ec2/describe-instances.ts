import { accountId } from '../account.ts';
import { listOf } from '../query.ts';
import type { Instance, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundInstance } from './found.ts';
import { ownInterfaceXml } from './interface-xml.ts';

/** DescribeInstances, minimal: id, state, addresses and interfaces, one reservation each. */
export const describeInstances: Ec2Action = {
  name: 'DescribeInstances',
  write: false,
  parameters: ['InstanceId.N', 'Filter.N.Name', 'Filter.N.Value.N', 'DryRun'],
  answer: ({ world, params, region }: Ec2Request): XmlElement => {
    const matches = readFilters(params, readers);
    const ids = listOf(params, 'InstanceId');
    const asked = ids.length === 0 ? world.instances : ids.map((id) => foundInstance(world, id));
    return {
      reservationSet: {
        item: asked.filter(matches).map((instance) => ({
          ownerId: accountId,
          instancesSet: { item: [instanceXml(world, instance, region)] },
        })),
      },
    };
  },
};

const readers: FilterReaders<Instance> = {
  'instance-id': (instance) => [instance.id],
  'instance-state-name': (instance) => [instance.state],
};

/** Codes of EC2's instance states, from its API reference (InstanceState). */
const stateCodes: Record<Instance['state'], number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

function instanceXml(world: World, instance: Instance, region: string): XmlElement {
  const interfaces = world.interfaces.filter((candidate) => candidate.instanceId === instance.id);
  return {
    instanceId: instance.id,
    instanceState: { code: stateCodes[instance.state], name: instance.state },
    privateIpAddress: interfaces[0]?.privateIpv4s[0],
    placement: { availabilityZone: `${region}a` },
    networkInterfaceSet: { item: interfaces.map((shown) => ownInterfaceXml(world, shown)) },
    tagSet: { item: [{ key: 'Name', value: instance.name }] },
  };
}
