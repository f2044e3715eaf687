import { describeResource } from '@kirikae/testkit';
import { recordSets } from '../src/record-sets.ts';
import { startWorld } from './two-nodes.ts';

describeResource({
  name: 'aws/route53',
  type: recordSets,
  harness: () => startWorld({ config: { wait: 'insync' } }),
});
