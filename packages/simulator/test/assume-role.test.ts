import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { type SimulatedNode, type Simulator, signedHeaders } from '../src/index.ts';
import { ec2Of, standingClock, twoNodes } from './simulation.ts';

const roleArn = 'arn:aws:iam::123456789012:role/failover';

/** Asks as the SDK does, by a form POST. */
async function assumeRole(
  simulator: Simulator,
  node: Pick<SimulatedNode, 'credentials'>,
  more: Record<string, string> = {},
) {
  const asked = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'run', ...more };
  const body = new URLSearchParams(asked).toString();
  const signing = { url: `${simulator.url}/`, service: 'sts', region: simulator.region, body } as const;
  const { host: _, ...headers } = signedHeaders(node.credentials, signing);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(simulator.url, { method: 'POST', headers: { ...headers, ...form }, body });
  const text = await answer.text();
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  return { status: answer.status, text, part };
}

async function session(simulator: Simulator, node: SimulatedNode) {
  const { part } = await assumeRole(simulator, node);
  const [accessKeyId, secretAccessKey, sessionToken] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(part);
  return { accessKeyId: accessKeyId ?? '', secretAccessKey: secretAccessKey ?? '', sessionToken: sessionToken ?? '' };
}

describe('AssumeRole', () => {
  test('gives credentials whose calls are those of the same node', async () => {
    const { simulator, second } = await twoNodes();
    simulator.world.roles[roleArn] = {};
    const credentials = await session(simulator, second);
    expect(credentials.accessKeyId).not.toBe(second.accessKeyId);
    await ec2Of(simulator, second, { credentials }).send(new DescribeAddressesCommand({}));
    expect(simulator.calls).toMatchObject([
      { service: 'sts', action: 'AssumeRole', caller: 'second', params: { RoleArn: roleArn }, write: false },
      { service: 'ec2', action: 'DescribeAddresses', caller: 'second', status: 200 },
    ]);
    expect(simulator.world.credentials).toContainEqual(expect.objectContaining({ roleArn, caller: 'second' }));
  });

  test('is denied for a role that is not there', async () => {
    const { simulator, first } = await twoNodes();
    const { status, part } = await assumeRole(simulator, first);
    expect([status, part('Code')]).toEqual([403, 'AccessDenied']);
    expect(part('Message')).toContain(`is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
  });

  test('is denied without the external id of the role', async () => {
    const { simulator, first } = await twoNodes();
    simulator.world.roles[roleArn] = { externalId: 'shared' };
    expect((await assumeRole(simulator, first)).part('Code')).toBe('AccessDenied');
    expect((await assumeRole(simulator, first, { ExternalId: 'other' })).part('Code')).toBe('AccessDenied');
    expect((await assumeRole(simulator, first, { ExternalId: 'shared' })).status).toBe(200);
  });

  test('lasts no longer than an hour for a role, as the role of an instance is', async () => {
    const { simulator, first } = await twoNodes();
    simulator.world.roles[roleArn] = {};
    const long = await assumeRole(simulator, first, { DurationSeconds: '3601' });
    expect([long.status, long.part('Code')]).toEqual([400, 'ValidationError']);
    expect(long.part('Message')).toMatch(/exceeds the 1 hour session limit for roles assumed by role chaining$/);
    const own = simulator.world.credentials[0];
    if (own) own.roleArn = null;
    expect(await assumeRole(simulator, first, { DurationSeconds: '43200' })).toMatchObject({ status: 200 });
  });

  test('gives credentials that expire', async () => {
    const clock = standingClock();
    const { simulator, first } = await twoNodes({ now: clock.now });
    simulator.world.roles[roleArn] = {};
    const client = ec2Of(simulator, first, { credentials: await session(simulator, first) });
    clock.advance(3_600_000);
    await expect(client.send(new DescribeAddressesCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
  });

  test('names the session in a denial', async () => {
    const { simulator, first } = await twoNodes();
    simulator.world.roles[roleArn] = {};
    const client = ec2Of(simulator, first, { credentials: await session(simulator, first) });
    simulator.faults.add({ kind: 'deny', service: 'ec2' });
    const denied = client.send(new DescribeAddressesCommand({}));
    await expect(denied).rejects.toThrow('arn:aws:sts::123456789012:assumed-role/failover/run is not authorized');
  });

  test('fails loudly for a parameter or an action without a model', async () => {
    const { simulator, first } = await twoNodes();
    expect((await assumeRole(simulator, first, { Policy: '{}' })).part('Code')).toBe('UnknownParameter');
    const other = await assumeRole(simulator, first, { Action: 'GetSessionToken' });
    expect(other.part('Message')).toBe('the simulator does not model the STS action GetSessionToken');
  });
});
