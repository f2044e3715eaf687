import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import { aboutService } from '../src/about.ts';
import { ask, clientOptions } from '../src/client.ts';
import { fromSdk } from '../src/sdk-error.ts';
import { oneNode, settings } from './host.ts';

const refusal = (name: string) =>
  Object.assign(new Error('text'), { name, $fault: 'client', $metadata: { httpStatusCode: 400 } });

const about = (seen?: Map<string, number>) => ({
  wanted: 'associate it',
  action: 'ec2:AssociateAddress',
  provider: "the instance's role",
  service: 'EC2',
  region: 'ap-northeast-1',
  ...(seen && { seen }),
});

test.each([
  ['InvalidNetworkInterfaceID.NotFound', 'AWS_NO_SUCH_ID'],
  ['InvalidInstanceID.NotFound', 'AWS_NO_SUCH_ID'],
])('%s may pass, so it is tried again for three seconds, and then it is final', (name, final) => {
  const seen = new Map<string, number>();
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const after = (ms: number) => {
    now.mockReturnValue(1_000 + ms);
    return fromSdk(refusal(name), about(seen));
  };
  expect(after(0)).toMatchObject({ kind: 'failed', code: 'AWS_NOT_YET', transient: 'refused' });
  expect(after(2_999)).toMatchObject({ transient: 'refused' });
  expect(after(3_000)).toMatchObject({ kind: 'failed', code: final, transient: undefined });
  now.mockRestore();
});

test('each refusal of each thing has its own time, and other refusals have none', () => {
  const seen = new Map([['InvalidInstanceID.NotFound associate it', performance.now() - 10_000]]);
  expect(fromSdk(refusal('InvalidInstanceID.NotFound'), about(seen)).transient).toBeUndefined();
  expect(fromSdk(refusal('InvalidNetworkInterfaceID.NotFound'), about(seen)).transient).toBe('refused');
  expect(fromSdk(refusal('InvalidAllocationID.NotFound'), about(new Map())).transient).toBeUndefined();
});

test.each([
  ['IncorrectInstanceState', 'text'],
  ['IncorrectState', 'text'],
  ['InvalidInstanceID', "The pending instance 'i-1' is not in a valid state for this operation."],
])('%s passes with the state, so it is waited for without end, and then it is "cannot tell"', (name, message) => {
  const waiting = new Map([[`${name} associate it`, performance.now() - 60_000]]);
  const error = fromSdk(Object.assign(refusal(name), { message }), about(waiting));
  expect(error).toMatchObject({ kind: 'unreachable', code: 'AWS_IN_TRANSIT', transient: 'refused', ambiguous: false });
});

test('a wrong id of that name is final', () => {
  const error = fromSdk(Object.assign(refusal('InvalidInstanceID'), { message: 'Invalid id: "i-x"' }), about());
  expect(error).toMatchObject({ kind: 'failed', code: 'AWS_REFUSED' });
});

test('a node that is still starting is waited for', async () => {
  const { simulator, hostOn } = await oneNode();
  const code = 'IncorrectInstanceState';
  simulator.faults.add({ kind: 'error', status: 400, code, service: 'ec2', times: 2 });
  const host = hostOn();
  const own = settings({ endpoints: { ec2: simulator.url } });
  const client = new EC2Client(clientOptions('ec2', 'ap-northeast-1', own, host));
  const looking = { ...aboutService('ec2', own, host), wanted: 'look', action: 'ec2:DescribeAddresses' };
  await host.read((signal) =>
    ask(looking, signal, (options) => client.send(new DescribeAddressesCommand({}), options)),
  );
  expect(simulator.faults.injected).toEqual({ error: 2 });
});
