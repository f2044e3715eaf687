import { expect, it } from 'vitest';
import { ALLOCATION, documentOf, EIP, fileOf, newCluster, RECORD, ZONE } from './cluster.ts';
import { hereToo, runHere } from './in-process.ts';

/*
 * What comes back and is no answer of AWS, or none to the question: "cannot tell", never "not found", "not here" or "refused".
 */

const OTHER = 'eipalloc-0fedcba9876543210';
const attributes = Array.from({ length: 70_000 }, (_, n) => `a${n}="1"`).join(' ');
const WHOLE = '<DescribeAddressesResponse><requestId>r</requestId><addressesSet/></DescribeAddressesResponse>';

/** What is wrong, the answer, and what the reason says. */
const ANSWERS = [
  ['broken XML', { find: '</allocationId>', put: '</allocationID>' }, /cannot be read/],
  ['cut in the middle', { truncated: true }, /cut off in the middle/],
  ['empty', { body: '' }, /an empty answer/],
  ['a page', {}, /not XML/],
  [
    'a redirect',
    { status: 302, body: '<Response><Errors><Error><Code>Moved</Code></Error></Errors></Response>' },
    /HTTP 302/,
  ],
  ['an error that is none', { status: 404, body: '<Response/>' }, /HTTP 404/],
  ['the answer to another question', { body: '<DescribeInstancesResponse/>' }, /DescribeInstancesResponse/],
  [
    'an error that says to be none',
    { body: '<Response><Errors><Error><Code>InvalidAllocationID.NotFound</Code></Error></Errors></Response>' },
    /Response with HTTP 200/,
  ],
  ['an error in the answer', { body: WHOLE.replace('<addressesSet/>', '<Errors/>') }, /told nothing/],
  [
    'about another address',
    { find: ALLOCATION, put: OTHER },
    new RegExp(`asked about ${ALLOCATION}, told about ${OTHER}`),
  ],
  [
    'about two',
    { find: '</addressesSet>', put: `<item><allocationId>${OTHER}</allocationId></item></addressesSet>` },
    /told about/,
  ],
  [
    'twice about one',
    { find: '</addressesSet>', put: `<item><allocationId>${ALLOCATION}</allocationId></item></addressesSet>` },
    /told twice/,
  ],
  ['half an association', { find: 'associationId', put: 'associationID' }, /told half of the association/],
  [
    'full of attributes',
    { body: `<DescribeAddressesResponse ${attributes}></DescribeAddressesResponse>` },
    /told nothing/,
  ],
  ['too deep', { body: `<DescribeAddressesResponse>${'<a>'.repeat(200_000)}` }, /deep/],
  ['full of document types', { body: '<!DOCTYPE a>'.repeat(80_000) }, /not XML/],
  ['of 5 MB', { body: '<DescribeAddressesResponse>', size: 5_000_000 }, /more than 1000000 bytes/],
] as const;

const FILE = `groups: { web: { monitorTimeout: 8s, whenUnknown: fail, resources: [${EIP}] } }`;

it.concurrent.each(ANSWERS)(
  'cannot tell from an answer that is %s, on the healthy holder and elsewhere',
  async (_, answer, says) => {
    const { a, b, simulator, file, rewrite, writes, ...cluster } = await newCluster();
    await rewrite(`version: 1\n${hereToo({ simulator, file, rewrite, writes, a, b, ...cluster }, FILE)}`);
    expect(await runHere(a, ['activate', 'web'])).toMatchObject({ code: 0 });
    simulator.faults.add({ kind: 'garbage', action: 'DescribeAddresses', ...answer });
    const before = writes().length;
    const [asked, other] = await Promise.all([a.run('monitor', 'web'), b.run('activate', 'web', '--timeout', '3s')]);
    expect([asked.code, asked.lastLine]).toEqual([20, expect.stringMatching(says)]);
    expect(other.code).toBe(20);
    expect(writes()).toHaveLength(before);
  },
);

it.each([
  ['cut in the middle', { truncated: true }],
  ['about another address', { find: ALLOCATION, put: OTHER }],
])('writes nothing on an answer that is %s', async (_, answer) => {
  const { a, simulator, writes } = await newCluster();
  simulator.faults.add({ kind: 'garbage', action: 'DescribeAddresses', ...answer });
  expect((await a.run('activate', 'web', '--timeout', '3s')).code).toBe(20);
  expect(writes()).toEqual([]);
});

it.each([
  ['broken XML', { find: '</associationId>' }],
  ['without an id', { find: 'associationId', put: 'associationID' }],
  ['too big', { find: '</AssociateAddressResponse>', put: `${' '.repeat(1_000_000)}</AssociateAddressResponse>` }],
])('looks what became of a write whose answer is %s, and does not write again', async (_, answer) => {
  const { a, simulator, holder, writes } = await newCluster();
  simulator.faults.add({ kind: 'garbage', action: 'AssociateAddress', times: 1, ...answer });
  const ended = await a.run('activate', 'web', '--json');
  expect(ended.code).toBe(0);
  expect(holder()).toBe('web-1');
  expect(writes()).toHaveLength(1);
  expect(documentOf(ended).resources).toMatchObject([{ outcome: 'done', writes: [{ outcome: 'unknown' }] }]);
  expect(await a.journal()).toContainEqual(expect.objectContaining({ kind: 'outcome', outcome: 'unknown' }));
});

it.each([
  [
    'lists nothing',
    { find: 'ResourceRecordSets', put: 'ResourceRecordSet' },
    /ResourceRecordSet in ListResourceRecordSetResponse/,
  ],
  [
    'begins before what was asked for',
    { find: 'www.example.com.', put: 'api.example.com.' },
    /asked about www.example.com and what follows, told about api.example.com/,
  ],
  ['has a set without values', { find: 'ResourceRecords', put: 'Records' }, /ResourceRecord in Records/],
])('cannot tell from a page of records that %s', async (_, answer, says) => {
  const { a, b, simulator, zone, writes } = await newCluster(fileOf(RECORD));
  zone.recordSets.push({ name: 'www.example.com.', type: 'A', ttl: 30, values: ['10.0.1.10'] });
  simulator.faults.add({ kind: 'garbage', action: 'ListResourceRecordSets', ...answer });
  expect(await b.run('activate', 'web', '--timeout', '3s')).toMatchObject({
    code: 20,
    lastLine: expect.stringMatching(says),
  });
  expect((await a.run('status', 'web')).code).toBe(20);
  expect(writes()).toEqual([]);
});

it('does not take half of the answer to a batch for its proof', async () => {
  const { a, simulator, record } = await newCluster(fileOf(RECORD));
  simulator.faults.add({
    kind: 'garbage',
    action: 'ChangeResourceRecordSets',
    find: 'PENDING',
    put: 'NEVER',
    times: 1,
  });
  const ended = await a.run('activate', 'web', '--json');
  expect(ended.code).toBe(0);
  expect(record('www.example.com')).toEqual(['10.0.1.10']);
  expect(documentOf(ended).resources).toMatchObject([{ writes: [{ outcome: 'unknown' }] }]);
});

it.each([
  ['latency', { region: 'eu-west-1' }],
  ['multivalue', { multiValueAnswer: true }],
])('names a %s set beside ours as what it is', async (kind, policy) => {
  const own = `{ name: www, type: aws/route53, hostedZoneId: ${ZONE}, records: [{ name: www.example.com, type: A, value: private-ipv4, setIdentifier: { perNode: { web-1: one, web-2: two } }, weight: 100 }] }`;
  const { a, zone } = await newCluster(fileOf(own));
  zone.recordSets.push({
    name: 'www.example.com.',
    type: 'A',
    ttl: 30,
    values: ['10.0.1.99'],
    setIdentifier: 'two',
    ...policy,
  });
  const { stdout } = await a.run('status', 'web');
  expect(stdout).toMatch(`(set two, ${kind}`);
  expect(stdout).not.toContain('undefined');
  expect(await a.run('activate', 'web')).toMatchObject({
    code: 1,
    lastLine: expect.stringContaining(`a ${kind} set with the identifier two`),
  });
});
