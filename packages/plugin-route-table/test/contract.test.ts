import { describeResource } from '@kirikae/testkit';
import { routeTable } from '../src/route-table.ts';
import { startWorld } from './two-nodes.ts';

describeResource({ name: 'aws/route-table', type: routeTable, harness: startWorld });
