import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, kirikae } from './binary.ts';
import { EIP, fileOf, newFolder, RECORD } from './cluster.ts';

/** Plays the demo; with `content` that of a file of one's own. */
async function play(content?: string): Promise<Ended> {
  const folder = await newFolder();
  const file = join(folder, 'mine.yaml');
  if (content !== undefined) await writeFile(file, content);
  return kirikae(['demo', ...(content === undefined ? [] : ['--config', file])], {
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
      '203\\.0\\.113\\.\\d+ → web-1',
      'kill -9',
      '203\\.0\\.113\\.\\d+ → web-2',
      'deactivate web',
      'strategy',
      'www\\.example\\.com A → ',
    ),
  );
  expect(stdout).toContain('ec2:AssociateAddress');
  expect(stdout).toContain('route53:ChangeResourceRecordSets');
});

it('plays a file of one’s own, with its nodes, its perNode values and Route 53 alone', async () => {
  const record = RECORD.replace('private-ipv4', '{ perNode: { db-a: 192.0.2.1, db-b: 192.0.2.2 } }');
  const nodes = 'nodes:\n  db-a: { instanceId: i-0123456789abcdef1 }\n  db-b: { instanceId: i-0123456789abcdef2 }\n';
  const { code, stdout, stderr } = await play(`${nodes}${fileOf(record)}`);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(inOrder('www\\.example\\.com A → 192\\.0\\.2\\.1', 'www\\.example\\.com A → 192\\.0\\.2\\.2'));
  expect(stdout).toMatch(inOrder('db-a', 'db-b'));
});

it('plays a file that assumes a role', async () => {
  const role = 'roleArn: "arn:aws:iam::123456789012:role/failover", externalId: kirikae';
  const { code, stdout } = await play(`defaults: { aws: { ${role} } }\n${fileOf(EIP)}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(inOrder('→ web-1', '→ web-2'));
});

it('ends in 2 on a broken file, as every command does', async () => {
  const { code, stdout, lastLine } = await play('version: 1\ngroups: [');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(lastLine).toMatch(/^kirikae: CONFIG_YAML .*mine\.yaml:2:\d+: not YAML: .* \[exit 2, run \w+\]$/);
});
