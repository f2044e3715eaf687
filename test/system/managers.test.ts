import { describe } from 'vitest';

/*
 * The laboratories have the same names and addresses, so one follows the other: they are one file to vitest, which runs others at the
 * same time.
 */
describe('corosync and Pacemaker', async () => {
  await import('./managers/pacemaker.ts');
});
describe('keepalived', async () => {
  await import('./managers/keepalived.ts');
});
describe('Patroni', async () => {
  await import('./managers/patroni.ts');
});
describe('kirikae and its peer', async () => {
  await import('./managers/peer.ts');
});
