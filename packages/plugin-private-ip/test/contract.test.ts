import { describeResource } from '@kirikae/testkit';
import { privateIp } from '../src/private-ip.ts';
import { startWorld, V6 } from './world.ts';

describeResource({ name: 'aws/private-ip', type: privateIp, harness: startWorld });

describeResource({
  name: 'aws/private-ip, IPv6',
  type: privateIp,
  harness: () => startWorld({ config: { address: V6 } }),
});

describeResource({
  name: 'aws/private-ip, listed 300 ms after the answer',
  type: privateIp,
  harness: async () => {
    const world = await startWorld();
    world.simulator.world.addressMoveMs = 300;
    return world;
  },
});
