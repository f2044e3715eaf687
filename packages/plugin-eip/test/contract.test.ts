import { describeResource } from '@kirikae/testkit';
import { elasticIp } from '../src/elastic-ip.ts';
import { besideOf, startWorld } from './two-nodes.ts';

describeResource({
  name: 'aws/eip',
  type: elasticIp,
  harness: async () => {
    const world = await startWorld();
    return { ...world, beside: besideOf(world) };
  },
});
