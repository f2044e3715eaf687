import { describeResource } from '@kirikae/testkit';
import { exec } from '../src/exec.ts';
import { makeWorld } from './two-nodes.ts';

describeResource({
  name: 'exec',
  type: exec,
  harness: () => makeWorld(),
  waive: { 7: 'a program has only its exit code to answer with: it neither throttles nor denies an action' },
});
