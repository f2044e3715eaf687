import { describeResource } from '@kirikae/testkit';
import { recordSets } from '../src/record-sets.ts';
import { startWorld, www } from './two-nodes.ts';
import { eachItsOwn, standby } from './weighted-sets.ts';

describeResource({
  name: 'aws/route53',
  type: recordSets,
  harness: () => startWorld({ config: { wait: 'insync' } }),
});

describeResource({
  name: 'aws/route53 with a weighted set for each node',
  type: recordSets,
  harness: () => startWorld({ records: [eachItsOwn], present: [standby('a'), standby('b')] }),
});

describeResource({
  name: 'aws/route53 with a weighted set for each node, none of which exists',
  type: recordSets,
  harness: () => startWorld({ records: [eachItsOwn] }),
});

const byNode = { perNode: { a: 'a.elb.example.net', b: 'b.elb.example.net' } };
const alias = { hostedZoneId: 'Z2FDTNDATAQYW2', dnsName: byNode, evaluateTargetHealth: true };

describeResource({
  name: 'aws/route53 with a failover set and its alias',
  type: recordSets,
  harness: () =>
    startWorld({
      records: [
        { ...www, setIdentifier: 'main', failover: 'PRIMARY', healthCheckId: 'hc-1' },
        { name: 'api.example.com', type: 'A', alias, setIdentifier: 'main', failover: 'PRIMARY' },
        { name: 'alias.example.com', type: 'A', alias },
      ],
    }),
});
