import { AssociateAddressCommand, DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { aboutService } from '../src/about.ts';
import { ask, clientOptions } from '../src/client.ts';
import { oneNode, settings } from './host.ts';

const ROLE = 'arn:aws:iam::123456789012:role/kirikae';
const minutes = (n: number) => n * 60_000;

/** A node whose clock is wrong by `-ms` by AWS's, and what it may ask. */
async function wrongClock(ms: number, fields: Record<string, unknown> = {}, service?: 'ec2' | 'sts') {
  const { simulator, node, hostOn } = await oneNode();
  simulator.world.roles[ROLE] = {};
  const address = simulator.addAddress({ allocationId: 'eipalloc-1' });
  simulator.faults.add({ kind: 'skew', ms, ...(service && { service }) });
  const own = settings({ endpoints: { ec2: simulator.url, sts: simulator.url }, ...fields });
  const host = hostOn();
  const client = new EC2Client(clientOptions('ec2', 'ap-northeast-1', own, host));
  const about = (wanted: string) => ({ ...aboutService('ec2', own, host), wanted, action: `ec2:${wanted}` });
  const { signal } = new AbortController();
  const look = () => ask(about('look'), signal, (options) => client.send(new DescribeAddressesCommand({}), options));
  const take = () => {
    const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: node.interfaces[0]?.id };
    return ask(about('take'), signal, (options) => client.send(new AssociateAddressCommand(seat), options));
  };
  const answers = () =>
    simulator.calls.filter((call) => call.service !== 'imds').map(({ action, error }) => `${action} ${error ?? 'ok'}`);
  return { simulator, address, look, take, answers };
}

describe('a clock that is wrong', () => {
  test.each([
    ['behind', minutes(40), 'RequestExpired'],
    ['ahead', -minutes(40), 'AuthFailure'],
  ])('is corrected by AWS’s answer, and the read is made again (%s)', async (_, ms, refusal) => {
    const { look, take, answers } = await wrongClock(ms);
    await look();
    await take();
    expect(answers()).toEqual([`DescribeAddresses ${refusal}`, 'DescribeAddresses ok', 'AssociateAddress ok']);
  });

  test('does not make a write that comes first fail', async () => {
    const { take, address, answers } = await wrongClock(minutes(40));
    await take();
    expect(address.associationId).not.toBeNull();
    expect(answers()).toEqual(['AssociateAddress RequestExpired', 'AssociateAddress ok']);
  });

  test('does not keep a role from being assumed', async () => {
    const { look, answers } = await wrongClock(minutes(40), { roleArn: ROLE }, 'sts');
    await look();
    expect(answers()).toEqual(['AssumeRole SignatureDoesNotMatch', 'AssumeRole ok', 'DescribeAddresses ok']);
  });

  test('is told with the difference, in one more attempt, if AWS refuses it still', async () => {
    const { simulator, look, answers } = await wrongClock(minutes(40));
    simulator.faults.add({ kind: 'expired', service: 'ec2' });
    const refused = look();
    await expect(refused).rejects.toMatchObject({
      kind: 'denied',
      code: 'AWS_CLOCK',
      transient: undefined,
      hint: "set this node's clock (Amazon Time Sync, 169.254.169.123)",
    });
    await expect(refused).rejects.toThrow("the clock of this node is 40 min behind AWS's");
    expect(answers()).toEqual(['DescribeAddresses RequestExpired', 'DescribeAddresses RequestExpired']);
  });
});

test('credentials that are refused by a clock that is right are refused once', async () => {
  const { simulator, look, answers } = await wrongClock(0);
  simulator.faults.add({ kind: 'expired', service: 'ec2' });
  await expect(look()).rejects.toMatchObject({ code: 'AWS_CREDENTIALS_REFUSED' });
  expect(answers()).toEqual(['DescribeAddresses RequestExpired']);
});
