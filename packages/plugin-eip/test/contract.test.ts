import { describeResource } from '@kirikae/testkit';
import { elasticIp } from '../src/elastic-ip.ts';
import { startWorld } from './two-nodes.ts';

describeResource({ name: 'aws/eip', type: elasticIp, harness: startWorld });
