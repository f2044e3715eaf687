import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '@kirikae/simulator';
import { expect, it } from 'vitest';
import type { Ended } from './binary.ts';
import { ALLOCATION, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

type Fault = Parameters<Simulator['faults']['add']>[0];

/** What is wrong, where it is wrong, the exit code, and what the last line says. */
type Case = readonly [what: string, fault: Fault, resource: string, code: number, says: RegExp];

const LOOK = `cannot look at ${ALLOCATION}`;

const ANSWERS: readonly Case[] = [
  [
    'EC2 denies the look',
    { kind: 'deny', service: 'ec2', action: 'DescribeAddresses' },
    EIP,
    22,
    /AWS_DENIED web\/public-address: .*AWS denies ec2:DescribeAddresses to the role kirikae-node; add it to that role's policy/,
  ],
  [
    'EC2 denies the write',
    { kind: 'deny', action: 'AssociateAddress' },
    EIP,
    22,
    /AWS_DENIED web\/public-address: cannot take 203\.0\.113\.50, AWS denies ec2:AssociateAddress to the role kirikae-node; add it/,
  ],
  [
    'Route 53 denies the look',
    { kind: 'deny', action: 'ListResourceRecordSets' },
    RECORD,
    22,
    /AWS_DENIED web\/www: .*AWS denies route53:ListResourceRecordSets to the role kirikae-node; add/,
  ],
  [
    'Route 53 denies the write',
    { kind: 'deny', action: 'ChangeResourceRecordSets' },
    RECORD,
    22,
    /AWS_DENIED web\/www: .*AWS denies route53:ChangeResourceRecordSets to the role kirikae-node; add/,
  ],
  [
    'the credentials have expired for EC2',
    { kind: 'expired', service: 'ec2' },
    EIP,
    22,
    /AWS_CREDENTIALS_REFUSED .*the instance's role \(RequestExpired: .*; renew them/,
  ],
  [
    'the credentials have expired for Route 53',
    { kind: 'expired', service: 'route53' },
    RECORD,
    22,
    /AWS_CREDENTIALS_REFUSED .*the instance's role \(ExpiredToken: .*; renew them/,
  ],
  [
    'EC2 throttles for ever',
    { kind: 'throttle', service: 'ec2' },
    EIP,
    20,
    /AWS_THROTTLED .*AWS throttles ec2:DescribeAddresses.*; run it again, that is safe/,
  ],
  [
    'Route 53 throttles for ever',
    { kind: 'throttle', service: 'route53' },
    RECORD,
    20,
    /AWS_THROTTLED .*AWS throttles route53:ListResourceRecordSets.*; run it again/,
  ],
  [
    'a proxy answers in place of EC2',
    { kind: 'garbage', service: 'ec2' },
    EIP,
    20,
    /AWS_GARBAGE .*not one of EC2.*; check the endpoint, and any proxy/,
  ],
  [
    'EC2 has a fault',
    { kind: 'error', service: 'ec2', status: 500, code: 'InternalError', message: 'oops' },
    EIP,
    20,
    /AWS_SERVER .*InternalError: oops.*; run it again/,
  ],
  [
    'EC2 refuses with a word that kirikae does not know',
    { kind: 'error', service: 'ec2', status: 400, code: 'Strange.Thing', message: 'no' },
    EIP,
    1,
    /AWS_REFUSED .*\(Strange\.Thing: no\); mend what AWS names/,
  ],
  [
    'EC2 is silent',
    { kind: 'unreachable', how: 'silent', service: 'ec2' },
    EIP,
    20,
    /(AWS_SILENT|DEADLINE) web\/public-address: .*; \w/,
  ],
  [
    'Route 53 is silent',
    { kind: 'unreachable', how: 'silent', service: 'route53' },
    RECORD,
    20,
    /(AWS_SILENT|DEADLINE) web\/www: .*; \w/,
  ],
];

/** Time to come to the fault and to know it, also on a machine with much to do; what is never answered is waited for so long. */
const LIMIT = ['--timeout', '10s'] as const;

/** One clear last line with the exit code. */
function expectEnd(ended: Ended, code: number, says: RegExp): void {
  expect(ended.lastLine).toMatch(says);
  expect(ended.lastLine).toMatch(new RegExp(`^kirikae: .* \\[exit ${code}, run \\w+\\]$`));
  // a disk that is silent for half a second, as on a busy machine, is told as well
  const lines = ended.stderr.trimEnd().split('\n');
  expect(lines.filter((line) => !line.includes('STATE_UNAVAILABLE'))).toEqual([ended.lastLine]);
  expect(ended.code).toBe(code);
}

it.concurrent.each(ANSWERS)('says so in one line when %s', async (_, fault, resource, code, says) => {
  const { a, simulator, holder, record } = await newCluster(fileOf(resource));
  simulator.faults.add(fault);
  const ended = await a.run('activate', 'web', ...(code === 20 ? LIMIT : []));
  expectEnd(ended, code, says);
  expect([holder(), record('www.example.com')]).toEqual([null, undefined]);
});

it.concurrent('names the service that does not answer where there is time for a whole attempt', async () => {
  const { a, simulator } = await newCluster(`defaults: { aws: { requestTimeout: 500ms } }\n${fileOf(EIP)}`);
  simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2' });
  const ended = await a.run('activate', 'web', ...LIMIT);
  expectEnd(
    ended,
    20,
    new RegExp(`AWS_SILENT web/public-address: ${LOOK}, EC2 does not answer.*; check route, security group`),
  );
});

/** A port on which nobody listens: the OS chose it, and it was closed again. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it.concurrent('says that there is no connection when the endpoint refuses it', async () => {
  const { a } = await newCluster();
  const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${await closedPort()}` };
  const ended = await a.runIn({ env }, 'activate', 'web', ...LIMIT);
  expectEnd(ended, 20, /AWS_UNREACHABLE web\/public-address: .*no connection to EC2 \(ECONNREFUSED\); check route/);
});

it.concurrent('names id and region of an address that is not found, a wrong region included', async () => {
  const { a, writes } = await newCluster();
  const ended = await a.runIn({ env: { AWS_REGION: 'us-east-1' } }, 'activate', 'web');
  expectEnd(
    ended,
    1,
    new RegExp(`AWS_NOT_FOUND .*${ALLOCATION} is not found in us-east-1; check the id and the region`),
  );
  expect(writes()).toHaveLength(0);
});

it.concurrent('takes the region of a resource before that of the environment', async () => {
  const { a } = await newCluster(`defaults: { aws: { region: ap-northeast-1 } }\n${fileOf(EIP)}`);
  expect(await a.runIn({ env: { AWS_REGION: 'us-east-1' } }, 'activate', 'web')).toMatchObject({ code: 0 });
});

it.concurrent('names the zone that is not found', async () => {
  const { a } = await newCluster(fileOf(RECORD.replace(/Z0\w+/, 'ZNOWHERE')));
  expectEnd(await a.run('activate', 'web'), 1, /AWS_NO_SUCH_ID web\/www: .*ZNOWHERE.*; \w/);
});

it.concurrent('names the provider when there are no credentials', async () => {
  const { a } = await newCluster();
  const env = { AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'ap-northeast-1' };
  const ended = await a.runIn({ env }, 'activate', 'web');
  expectEnd(ended, 22, /AWS_CREDENTIALS_NONE .*no credentials from the instance's role; attach a role/);
});

it.concurrent('names the provider when the credentials are refused', async () => {
  const { a } = await newCluster();
  const env = { AWS_ACCESS_KEY_ID: 'AKIANOBODY', AWS_SECRET_ACCESS_KEY: 'nothing' };
  const ended = await a.runIn({ env }, 'activate', 'web');
  expectEnd(ended, 22, /AWS_CREDENTIALS_REFUSED .*from the environment \(AuthFailure: .*; renew them/);
});

it.concurrent('ends in 20 and names the metadata service when it refuses connections and nodes: has no identity', async () => {
  const { a } = await newCluster();
  await a.simulated.stopMetadata();
  const ended = await a.run('activate', 'web', ...LIMIT);
  expectEnd(
    ended,
    20,
    /METADATA_SILENT web: .*metadata service at http\S+ does not answer \(ECONNREFUSED\); enable it/,
  );
});

it.concurrent('ends in 20 and names the metadata service when it is silent', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'imds' });
  const ended = await a.run('activate', 'web', ...LIMIT);
  expectEnd(ended, 20, /METADATA_SILENT web: .*metadata service at http\S+ does not answer \(.*\); enable it/);
});

it.concurrent('says which values config check could not look at when the metadata service does not answer', async () => {
  const { a } = await newCluster();
  await a.simulated.stopMetadata();
  const ended = await a.run('config', 'check');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/^kirikae: warning: CONFIG_UNCHECKED not checked: web\/public-address: .+\n$/);
});

it.concurrent('checks a file also on a machine that is none of its nodes, and says what it could not look at', async () => {
  const { a, rewrite } = await newCluster();
  const nodes = 'nodes:\n  db-1: {}\n  db-2: {}\n';
  const file = (...names: string[]) =>
    `${fileOf(plus(EIP, `privateIp: { perNode: { ${names.map((name) => `${name}: 10.0.1.9`).join(', ')} } }`))}${nodes}`;
  await rewrite(file('db-1', 'db-2'));
  const ended = await a.run('config', 'check');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(
    /^kirikae: warning: CONFIG_UNCHECKED not checked: web on this machine, web-1, which is none of nodes: .*privateIp .+\n$/,
  );
  await rewrite(file('db-1'));
  expectEnd(await a.run('config', 'check'), 2, /privateIp has no value for node db-2/);
});
