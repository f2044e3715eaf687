import { expect, it } from 'vitest';
import { ALLOCATION, EIP, fileOf, newCluster, plus, RECORD, ZONE } from './cluster.ts';

const base = fileOf(EIP);
const inGroup = (line: string): string => base.replace('    resources', `    ${line}\n    resources`);

/** What is in the file, the code of the error, where it is, and what the last line says: reason; remedy. */
type Case = readonly [what: string, content: string | Uint8Array, code: string, says: RegExp];

const FILES: readonly Case[] = [
  ['nothing', '', 'CONFIG_INVALID', /:1:1: the file must be a map, not nothing; /],
  ['an open bracket', 'version: 1\ngroups: [\n  web: }\n', 'CONFIG_YAML', /:3:\d+: not YAML: .*; correct that line/],
  ['a tab', 'version: 1\ngroups:\n\tweb: {}\n', 'CONFIG_YAML', /:3:1: not YAML: Tabs are not allowed.*; correct/],
  ['a key twice', `${base}version: 1\n`, 'CONFIG_YAML', /:6:1: not YAML: .*unique; correct that line/],
  [
    'Latin-1',
    Buffer.from('version: 1\n# caf\xe9\n', 'latin1'),
    'CONFIG_ENCODING',
    /is not UTF-8 \(first in line 2\); save it as UTF-8/,
  ],
  [
    'UTF-16',
    Buffer.from(`\ufeff${base}`, 'utf16le'),
    'CONFIG_ENCODING',
    /is not UTF-8 \(it is UTF-16\); save it as UTF-8/,
  ],
  ['another version', base.replace('version: 1', 'version: 2'), 'CONFIG_INVALID', /:1:10: version must be 1, not 2/],
  [
    'an unknown key',
    inGroup('timout: 3s'),
    'CONFIG_INVALID',
    /:4:5: groups\.web: unknown key timout; did you mean timeout\?; write timeout for timout in line 4/,
  ],
  [
    'an unknown key of a type',
    fileOf(plus(EIP, 'takover: always')),
    'CONFIG_INVALID',
    /:5:90: groups\.web\.resources\[0\]: unknown key takover; did you mean takeover\?; write takeover for takover in line 5/,
  ],
  [
    'an unknown key in defaults',
    `defaults: { aws: { regoin: x } }\n${base}`,
    'CONFIG_INVALID',
    /:1:20: defaults\.aws: unknown key regoin; did you mean region\?/,
  ],
  ['no groups', 'version: 1\n', 'CONFIG_INVALID', /:1:1: groups is missing; add groups/],
  [
    'no id',
    fileOf('{ type: aws/eip }'),
    'CONFIG_INVALID',
    /:5:9: groups\.web\.resources\[0\]\.allocationId is missing; add allocationId/,
  ],
  [
    'an unknown type',
    fileOf(EIP.replace('aws/eip', 'aws/epi')),
    'CONFIG_INVALID',
    /:5:39: groups\.web\.resources\[0\]\.type: there is no resource type aws\/epi; did you mean aws\/eip\?; the types are: aws\/eip, .*exec/,
  ],
  [
    'an IP address for an allocation id',
    fileOf(EIP.replace(ALLOCATION, '203.0.113.50')),
    'CONFIG_INVALID',
    /:5:62: groups\.web\.resources\[0\]\.allocationId must be an allocation id \(eipalloc-...\) and this is an IP address, not "203\.0\.113\.50"; /,
  ],
  [
    'an instance id for an interface',
    fileOf(plus(EIP, 'networkInterfaceId: i-0123456789abcdef0')),
    'CONFIG_INVALID',
    /:5:110: .*networkInterfaceId must be the id of a network interface \(eni-...\), not "i-0123456789abcdef0"; /,
  ],
  [
    'an interface id for an instance',
    `nodes: { web-1: { instanceId: eni-0123456789abcdef0 } }\n${base}`,
    'CONFIG_INVALID',
    /:1:31: nodes\.web-1\.instanceId must be an instance id \(i-...\)/,
  ],
  [
    'the ARN of a zone in place of its id',
    fileOf(RECORD.replace(ZONE, `arn:aws:route53:::hostedzone/${ZONE}`)),
    'CONFIG_INVALID',
    /:5:55: .*hostedZoneId must be the id of a hosted zone \(Z...\), not "arn:/,
  ],
  [
    'a name for an IPv4 address',
    fileOf(RECORD.replace('private-ipv4', 'db.example.com')),
    'CONFIG_INVALID',
    /:5:\d+: .*records\[0\]\.value must be an IPv4 address, public-ipv4 or private-ipv4, not db\.example\.com; /,
  ],
  [
    'a number for a duration',
    inGroup('timeout: 30'),
    'CONFIG_INVALID',
    /:4:14: groups\.web\.timeout must be a duration such as 500ms, 10s or 2m, not 30; /,
  ],
  [
    'a space in a name',
    base.replace('  web:', '  my web:'),
    'CONFIG_INVALID',
    /:3:3: groups\.my web: the key "my web" must be a name: /,
  ],
  [
    'two resources of one name',
    fileOf(EIP, EIP),
    'CONFIG_INVALID',
    /:6:9: groups\.web\.resources\[1\]: the name public-address is taken by another resource of this group; give one/,
  ],
  [
    'two resources for one address',
    fileOf(EIP, EIP.replace('public-address', 'other')),
    'TARGET_TWICE',
    /kirikae.yaml:\d+:\d+: groups.web.resources\[1\]: other moves eipalloc-0123456789abcdef0, and so does public-address; remove one of them/,
  ],
  [
    'two addresses for one place',
    fileOf(EIP, EIP.replace('public-address', 'other').replace('abcdef0', 'abcdef1')),
    'TARGET_TWICE',
    /moves the public address of eni-0123456789abcdefa\/10\.0\.1\.10, and so does .+; remove one/,
  ],
  [
    'two resources for one record',
    fileOf(RECORD, RECORD.replace('www,', 'other,')),
    'TARGET_TWICE',
    /other moves www\.example\.com A in Z\w+, and so does www; remove one/,
  ],
  [
    'one record twice',
    fileOf(RECORD.replace('records: [', 'records: [{ name: WWW.example.com., type: A, value: 192.0.2.1 }, ')),
    'CONFIG_INVALID',
    /records\[1\]: www\.example\.com A is listed twice; /,
  ],
  [
    'a cycle in after',
    fileOf(plus(EIP, 'after: [www]'), plus(RECORD, 'after: [public-address]')),
    'CONFIG_INVALID',
    /:5:90: groups\.web\.resources\[0\]\.after: public-address, www wait for each other; take one name out of an after/,
  ],
  [
    'after that names nothing',
    fileOf(plus(EIP, 'after: [ww]'), RECORD),
    'CONFIG_INVALID',
    /:5:98: .*after\[0\]: there is no resource ww in use with it/,
  ],
  [
    'a time-out longer than the group’s',
    fileOf(plus(EIP, 'timeout: 30s')),
    'CONFIG_INVALID',
    /:5:99: .*timeout: 30s is longer than the group's 25s; raise timeout of web/,
  ],
  [
    'a strategy that is not there',
    inGroup('strategy: dns'),
    'CONFIG_INVALID',
    /:4:15: groups\.web\.strategy: there is no strategy dns; /,
  ],
  [
    'no value for this node',
    fileOf(plus(EIP, 'privateIp: { perNode: { web-2: 10.0.1.11 } }')),
    'VALUE_MISSING',
    /:5:90: groups\.web\.resources\[0\]\.privateIp has no value for node web-1; add web-1 under perNode there/,
  ],
  [
    'an address that this node lacks',
    fileOf(RECORD.replace('type: A', 'type: AAAA').replace('private-ipv4', 'ipv6')),
    'ADDRESS_NONE',
    /this node has no ipv6 address; give it one, or write another value/,
  ],
  [
    'an interface that this node lacks',
    fileOf(plus(EIP, 'networkInterfaceId: eni-0123456789abcdef0')),
    'INTERFACE_UNKNOWN',
    /eni-0123456789abcdef0 is not an interface of this node; the interfaces here are: eni-0123456789abcdefa/,
  ],
  [
    'release of a record that is the same everywhere',
    fileOf(plus(RECORD.replace('private-ipv4', '192.0.2.1'), 'onDeactivate: release')),
    'CONFIG_INVALID',
    /onDeactivate must be keep, not release: .*; change or remove it/,
  ],
  [
    'if-free that is kept',
    fileOf(plus(plus(EIP, 'takeover: if-free'), 'onDeactivate: keep')),
    'CONFIG_INVALID',
    /onDeactivate must be release, not keep: .*; change or remove it/,
  ],
  [
    'metadata: off without nodes:',
    `defaults: { aws: { metadata: off, region: ap-northeast-1 } }\n${base}`,
    'METADATA_OFF',
    /nodes: has no instanceId for node web-1; add instanceId under nodes\.web-1/,
  ],
];

it.each(FILES)('refuses %s with 2, before any write, and so does config check', async (_, content, code, says) => {
  const { a, rewrite, writes } = await newCluster();
  await rewrite(content);
  const [ended, checked] = await Promise.all([a.run('activate', 'web'), a.run('config', 'check')]);
  for (const { lastLine } of [ended, checked]) {
    expect(lastLine).toMatch(new RegExp(`^kirikae: ${code} .* \\[exit 2, run \\w+\\]$`));
    expect(lastLine).toMatch(says);
  }
  expect([ended.code, checked.code]).toEqual([2, 2]);
  expect(ended.stdout).toBe('');
  expect(writes()).toHaveLength(0);
});
