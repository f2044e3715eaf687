import { describeResource } from '@kirikae/testkit';
import { exec } from '../src/exec.ts';
import { startWorld } from './harness.ts';

describeResource({
  name: 'exec',
  type: exec,
  harness: () => startWorld(),
  waive: { 7: 'between kirikae and a program there is nobody who throttles or denies: an exit code is all there is' },
});
