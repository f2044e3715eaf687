import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Ended, kirikae } from './binary.ts';
import { EIP, fileOf, newFolder, RECORD, ZONE } from './cluster.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Plays the demo; with `content` that of a file of one's own, under faults if there are any. */
async function play(content?: string, ...faults: readonly string[]): Promise<Ended> {
  const folder = await newFolder();
  const file = join(folder, 'mine.yaml');
  if (content !== undefined) await writeFile(file, content);
  const under = faults.flatMap((fault) => ['--fault', fault]);
  return kirikae(['demo', ...(content === undefined ? [] : ['--config', file]), ...under], {
    env: { HOME: folder, TMPDIR: folder },
  });
}

/** All of these in this order. */
const inOrder = (...parts: string[]): RegExp => new RegExp(parts.join('[\\s\\S]*'));

it('tells a fail-over, a crash and a change of strategy, and ends in 0', async () => {
  const { code, stdout, stderr } = await play();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    inOrder(
      'AWS: 203\\.0\\.113\\.\\d+ at web-1, before at nobody\n',
      'web-1 loses its power \\(kill -9 \\d+\\)\n',
      '3\\. The cluster manager starts web on web-2: same script, same command\\.\n',
      ' {3}web-2\\$ kirikae activate web\n',
      ' {5}web is active on web-2 \\(this node\\), taken over from web-1 in [\\d.]+ s\n',
      ' {7}~ public-address {2}203\\.0\\.113\\.\\d+ {2}web-1 -> web-2\n',
      ' {3}exit 0 in [\\d.]+ s; ec2 \\d+ calls \\(1 write\\), metadata \\d+ calls\n',
      ' {3}AWS: 203\\.0\\.113\\.\\d+ at web-2, before at web-1\n',
      'deactivate web',
      'strategy: dns',
      'www\\.example\\.com A at 10\\.0\\.2\\.10, before at 10\\.0\\.1\\.10',
      '9 chapters, all as told, in [\\d.]+ s\\. On your own file:\n {2}kirikae demo --config FILE\n$',
    ),
  );
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

it('plays a file of one’s own, with its nodes, its perNode values and Route 53 alone', async () => {
  const record = RECORD.replace('private-ipv4', '{ perNode: { db-a: 192.0.2.1, db-b: 192.0.2.2 } }');
  const nodes = 'nodes:\n  db-a: { instanceId: i-0123456789abcdef1 }\n  db-b: { instanceId: i-0123456789abcdef2 }\n';
  const { code, stdout, stderr } = await play(`${nodes}${fileOf(record)}`);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    inOrder('www\\.example\\.com A at 192\\.0\\.2\\.1,', 'www\\.example\\.com A at 192\\.0\\.2\\.2,'),
  );
  expect(stdout).toMatch(inOrder('db-a', 'db-b'));
});

it('plays records with a health check, and aliases of records that the file does not have', async () => {
  const checked = 'setIdentifier: main, failover: PRIMARY, healthCheckId: 0123-abcd';
  const alias = `{ name: a.example.com, type: A, alias: { hostedZoneId: /hostedzone/${ZONE}, dnsName: old.example.com } }`;
  const record = RECORD.replace('private-ipv4 }', `private-ipv4, ${checked} }, ${alias}`);
  const { code, stdout, stderr } = await play(fileOf(record));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    inOrder('www\\.example\\.com A at 10\\.0\\.1\\.10', 'www\\.example\\.com A at 10\\.0\\.2\\.10'),
  );
});

it('plays a file that assumes a role', async () => {
  const role = 'roleArn: "arn:aws:iam::123456789012:role/failover", externalId: kirikae';
  const { code, stdout } = await play(`defaults: { aws: { ${role} } }\n${fileOf(EIP)}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(inOrder(' at web-1', ' at web-2'));
});

it('ends in 2 on a broken file, as every command does', async () => {
  const { code, stdout, lastLine } = await play('version: 1\ngroups: [');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(lastLine).toMatch(/^kirikae: CONFIG_YAML .*mine\.yaml:2:\d+: not YAML: .* \[exit 2, run \w+\]$/);
});

describe('under faults', () => {
  it('ends in 0 if every 0 was true, and counts the faults by kind', async () => {
    const lost = 'lostResponse:action=AssociateAddress,times=1';
    const { code, stdout, stderr } = await play(fileOf(EIP), lost, 'throttle:service=imds,times=2');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(inOrder(' at web-1', ' at web-2', 'The faults end', 'Every step that ended in 0 was true'));
    expect(stdout).toMatch(/^Faults injected: throttle 2, lostResponse 1\.$/m);
  });

  it('goes on when a step ends in another code than told, and converges without them', async () => {
    const { code, stdout } = await play(fileOf(EIP), 'deny:action=AssociateAddress');
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(
      inOrder(
        'activate web\n',
        'exit 22 in ',
        'under faults: .* ended in 22',
        'The faults end',
        'activate web\n',
        'exit 0 in ',
        ' at web-2',
      ),
    );
  });

  it('kills a node in the middle of a write, starts it again, and goes on', async () => {
    const { code, stdout } = await play(fileOf(EIP), 'kill:when=after,action=AssociateAddress,times=1');
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(
      inOrder(
        'web-1\\$ kirikae activate web\n',
        'exit null in ',
        'web-1 was killed by the fault',
        'web-2\\$ ',
        'exit 0 in ',
      ),
    );
    expect(stdout).toMatch(/^Faults injected: kill 1\.$/m);
  });

  it('plays the same faults for the same seed', async () => {
    const draw = 'seed=3,rate=0.3,service=route53,kinds=throttle+priorRequest';
    const counted = async () => /^Faults injected: .*$/m.exec((await play(fileOf(RECORD), draw)).stdout)?.[0];
    const first = await counted();
    expect(first).toMatch(/(throttle|priorRequest) \d/);
    expect(await counted()).toBe(first);
  });

  it('says so when no call was in the scope', async () => {
    const { code, stdout } = await play(fileOf(EIP), 'throttle:caller=nobody');
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('No fault was injected: no call was in their scope.');
  });

  it.each([
    ['lostRespnse', "there is no fault 'lostRespnse' (did you mean lostResponse?); there are throttle, bucket, "],
    ['latency:msec=1', "there is no key of latency 'msec'; there are ms, service, "],
    ['seed=1', 'a draw needs rate=0...1'],
  ])('ends in 2 before anything starts on --fault %s', async (fault, words) => {
    const { code, stdout, lastLine } = await play(undefined, fault);
    expect([code, stdout]).toEqual([2, '']);
    expect(lastLine).toContain(`kirikae: USAGE_FLAG --fault ${fault}: ${words}`);
  });

  it('lists the kinds on --fault help', async () => {
    const { code, stdout } = await play(undefined, 'help');
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^ {2}egress:ms=MS\|forever {2}/m);
  });
});
