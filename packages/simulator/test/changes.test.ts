import { ChangeResourceRecordSetsCommand, GetChangeCommand } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { newSimulator, route53Of, standingClock } from './simulation.ts';

async function changed(propagationMs: number) {
  const clock = standingClock();
  const simulator = await newSimulator({ now: clock.now });
  const node = await simulator.addNode({ name: 'one' });
  simulator.addZone({ name: 'example.com', id: 'Z1' });
  simulator.world.propagationMs = propagationMs;
  const client = route53Of(simulator, node);
  const ResourceRecordSet = {
    Name: 'a.example.com',
    Type: 'A' as const,
    TTL: 60,
    ResourceRecords: [{ Value: '192.0.2.1' }],
  };
  const ChangeBatch = { Comment: 'by one', Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] };
  const { ChangeInfo } = await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch }));
  const status = async () => (await client.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status;
  return { simulator, client, clock, ChangeInfo, status };
}

describe('a change', () => {
  test('is PENDING in the answer to ChangeResourceRecordSets, with id, time and comment', async () => {
    const { ChangeInfo } = await changed(0);
    const SubmittedAt = new Date('2026-01-01T00:00:00Z');
    expect(ChangeInfo).toMatchObject({ Status: 'PENDING', SubmittedAt, Comment: 'by one' });
    expect(ChangeInfo?.Id).toMatch(/^\/change\/C[0-9A-Z]+$/);
  });

  test('is INSYNC at the first look when propagation takes no time', async () => {
    const { status } = await changed(0);
    expect(await status()).toBe('INSYNC');
  });

  test('stays PENDING until the propagation time has passed, however often one looks', async () => {
    const { status, clock } = await changed(30_000);
    expect([await status(), await status()]).toEqual(['PENDING', 'PENDING']);
    clock.advance(29_999);
    expect(await status()).toBe('PENDING');
    clock.advance(1);
    expect(await status()).toBe('INSYNC');
  });

  test('is recorded in the world', async () => {
    const { simulator } = await changed(0);
    expect(simulator.world.changes).toMatchObject([
      { zoneId: 'Z1', comment: 'by one', batch: [{ action: 'UPSERT', recordSet: { name: 'a.example.com.' } }] },
    ]);
  });

  test('that is unknown is NoSuchChange (404)', async () => {
    const { client } = await changed(0);
    const refused = { name: 'NoSuchChange', $metadata: { httpStatusCode: 404 } };
    await expect(client.send(new GetChangeCommand({ Id: 'C9' }))).rejects.toMatchObject(refused);
  });
});
