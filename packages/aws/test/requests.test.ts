import { AssociateAddressCommand, DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Run, Written } from '@kirikae/core';
import { describe, expect, test } from 'vitest';
import { requestsTo } from '../src/index.ts';
import { type HostOptions, oneNode, settings } from './host.ts';

/** The requests of one resource on a simulated node, and what passed the gate of its run. */
async function newRequests(options: HostOptions = {}) {
  const { simulator, node, hostOn } = await oneNode();
  simulator.addAddress({ allocationId: 'eipalloc-1' });
  const host = hostOn(options);
  const own = { ...settings({ endpoints: { ec2: simulator.url } }), region: 'ap-northeast-1' };
  const passed: [string, string, Written][] = [];
  const run: Pick<Run, 'read' | 'write'> = {
    read: host.read,
    write: async (action, summary, call) => {
      const written = await call(new AbortController().signal, async () => {});
      passed.push([action, summary, written]);
      return written;
    },
  };
  const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: node.interfaces[0]?.id };
  return { simulator, host, own, run, passed, seat, ec2: requestsTo('ec2', EC2Client, own, host) };
}

const take = (seat: { AllocationId: string; NetworkInterfaceId: string | undefined }) => ({
  action: 'ec2:AssociateAddress',
  wanted: 'take it',
  call: (client: EC2Client, options: { abortSignal: AbortSignal }) =>
    client.send(new AssociateAddressCommand(seat), options),
});

describe('the requests of a resource', () => {
  test('say action and purpose to the gate, and give back what was made with the id of the request', async () => {
    const { ec2, run, passed, seat } = await newRequests();
    await ec2.write(run, { ...take(seat), made: ({ AssociationId = '' }) => ({ version: AssociationId }) });
    const made = { version: expect.stringMatching(/^eipassoc-/), requestId: expect.stringMatching(/./) };
    expect(passed).toEqual([['ec2:AssociateAddress', 'take it', made]]);
  });

  test('that are refused say what was wanted and which action was denied, unless that counts all the same', async () => {
    const { ec2, run, passed, seat, simulator } = await newRequests();
    simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
    const denied = {
      code: 'AWS_DENIED',
      message: expect.stringMatching(/^cannot take it, AWS denies ec2:AssociateAddress to /),
    };
    await expect(ec2.write(run, take(seat))).rejects.toMatchObject(denied);
    await ec2.write(run, { ...take(seat), refused: async () => ({ gone: true }) });
    expect(passed).toEqual([['ec2:AssociateAddress', 'take it', { gone: true }]]);
  });

  test('are made by one client a run where the settings are the same', async () => {
    const { ec2, run, own, host } = await newRequests();
    const clients = new Set<EC2Client>();
    for (const requests of [ec2, requestsTo('ec2', EC2Client, own, host)])
      await requests.read(run, {
        action: 'ec2:DescribeAddresses',
        wanted: 'look',
        call: (client, options) => {
          clients.add(client);
          return client.send(new DescribeAddressesCommand({}), options);
        },
      });
    expect(clients.size).toBe(1);
  });

  test('tell that what an answer lacks is not found', async () => {
    const { ec2 } = await newRequests();
    expect(ec2.absent('look', 'eipalloc-1')).toMatchObject({
      code: 'AWS_NOT_FOUND',
      message: 'cannot look, eipalloc-1 is not found in ap-northeast-1',
    });
  });
});
