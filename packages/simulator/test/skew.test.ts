import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { look } from './faulted.ts';
import { ec2Of, route53Of, standingClock, twoNodes } from './simulation.ts';

const minutes = (n: number) => n * 60_000;

/** A node whose own clock is right, and a service whose clock differs by `ms`. */
async function skewed(ms: number) {
  const { simulator, first } = await twoNodes();
  simulator.addZone({ name: 'example.com', id: 'Z1' });
  simulator.faults.add({ kind: 'skew', ms });
  const zone = () => route53Of(simulator, first).send(new GetHostedZoneCommand({ Id: 'Z1' }));
  return { simulator, first, zone, one: ec2Of(simulator, first) };
}

describe('skew', () => {
  test.each([
    ['ahead: RequestExpired (400)', minutes(6), { name: 'RequestExpired', $metadata: { httpStatusCode: 400 } }],
    ['behind: AuthFailure (401)', -minutes(6), { name: 'AuthFailure', $metadata: { httpStatusCode: 401 } }],
  ])('EC2 refuses a signature that is 5 minutes away, %s', async (_, ms, expected) => {
    const { one, simulator } = await skewed(ms);
    await expect(look(one)).rejects.toMatchObject(expected);
    expect(simulator.calls).toMatchObject([{ fault: 'skew' }]);
  });

  test.each([
    [minutes(16), /^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 15 min\.\)$/],
    [-minutes(16), /^Signature not yet current: \d{8}T\d{6}Z is still later than .* \+ 15 min\.\)$/],
  ])('Route 53 refuses one that is 15 minutes away (%i ms)', async (ms, text) => {
    const { zone } = await skewed(ms);
    await expect(zone()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', message: expect.stringMatching(text) });
  });

  test('a smaller difference passes', async () => {
    const { one, zone, simulator } = await skewed(minutes(4));
    await look(one);
    await zone();
    expect(simulator.calls).toMatchObject([{ fault: null }, { fault: null }]);
  });

  test('its answers carry the service’s clock, from which the SDK’s second attempt learns', async () => {
    const { simulator, first } = await skewed(minutes(30));
    await ec2Of(simulator, first, { attempts: 2 }).send(new DescribeAddressesCommand({}));
    expect(simulator.calls).toMatchObject([{ error: 'RequestExpired' }, { status: 200 }]);
  });
});

test('every answer is dated by the simulator’s clock', async () => {
  const clock = standingClock();
  const { simulator, first } = await twoNodes({ now: clock.now });
  clock.advance(90_000);
  const dates = await Promise.all(
    [simulator.url, `${first.imdsUrl}/latest/api/token`].map(async (url) => (await fetch(url)).headers.get('date')),
  );
  expect(dates).toEqual(['Thu, 01 Jan 2026 00:01:30 GMT', 'Thu, 01 Jan 2026 00:01:30 GMT']);
});
