import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { bareEnvironment, serviceHarness, startSimulator } from '@kirikae/simulator';
import { openBench } from '@kirikae/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { recordSets } from '../src/record-sets.ts';
import { www } from './two-nodes.ts';

/** For which region the SDK's own rules sign, where no endpoint is given: one that is given hides them. */
function ruleOf(region: string) {
  const { endpointProvider } = new Route53Client({ region }).config;
  const { properties } = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  const [scheme] = (properties?.['authSchemes'] ?? []) as { signingRegion?: string }[];
  return scheme?.signingRegion;
}

test.each([
  ['ap-northeast-1', 'us-east-1'],
  ['us-east-1', 'us-east-1'],
  ['cn-north-1', 'cn-northwest-1'],
  ['us-gov-east-1', 'us-gov-west-1'],
  ['eusc-de-east-1', 'eusc-de-east-1'],
])('requests of a node in %s are signed for %s, also where the endpoint is given', async (region, signing) => {
  expect(ruleOf(region)).toBe(signing);
  const simulator = await startSimulator({ region });
  const [a, b] = await Promise.all([simulator.addNode({ name: 'a' }), simulator.addNode({ name: 'b' })]);
  const zone = simulator.addZone({ name: 'example.com' });
  const client = new Route53Client({ region: signing, endpoint: simulator.url, credentials: a.credentials });
  await client.send(new GetHostedZoneCommand({ Id: zone.id })); // it is the region that the simulator wants
  const bench = await openBench({
    type: recordSets,
    harness: () => ({
      ...serviceHarness(simulator, 'route53'),
      simulator,
      a: { name: 'a', env: bareEnvironment(a) },
      b: { name: 'b', env: bareEnvironment(b) },
      config: { hostedZoneId: zone.id, endpoints: { route53: simulator.url }, records: [www] },
      holders: () => [],
    }),
  });
  onTestFinished(() => bench.close());
  expect(await bench.a.activate()).toMatchObject({ exitCode: 0 });
});
