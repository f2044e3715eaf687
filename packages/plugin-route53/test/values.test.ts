import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';

/** Activates one record on A and gives what the zone has then. */
async function written(record: Record<string, unknown>, name = 'www.example.com.') {
  const { a, find } = await twoNodes({ records: [{ name: 'www.example.com', type: 'A', ...record }] });
  expect(await a.activate()).toMatchObject({ exitCode: 0 });
  return find(name, String(record['type'] ?? 'A'))?.values;
}

/** Whether a set that is there counts as the wanted one, so that nothing is written. */
async function same(record: Record<string, unknown>, there: { name?: string; values: string[] }) {
  const { a } = await twoNodes({
    records: [{ name: 'www.example.com', ...record }],
    present: [{ name: 'www.example.com', type: String(record['type']), ttl: 30, ...there }],
  });
  return (await a.activate()).resources.every((each) => 'outcome' in each && each.outcome === 'unchanged');
}

describe('a value', () => {
  test.each([
    ['public-ipv4', 'A', '198.51.100.1'],
    ['private-ipv4', 'A', '10.0.1.10'],
    ['ipv6', 'AAAA', '2001:db8::a'],
    ['192.0.2.7', 'A', '192.0.2.7'],
    ['elsewhere.example.org', 'CNAME', 'elsewhere.example.org'],
    ['private-ipv4', 'TXT', '"10.0.1.10"'],
  ])('%s of type %s becomes %s', async (value, type, expected) => {
    expect(await written({ type, value })).toEqual([expected]);
  });

  test('may be given per node', async () => {
    const value = { perNode: { a: '192.0.2.1', b: '192.0.2.2' } };
    expect(await written({ value })).toEqual(['192.0.2.1']);
  });

  test('that two words have alike is written once', async () => {
    const values = ['private-ipv4', '10.0.1.10'];
    expect(await written({ values })).toEqual(['10.0.1.10']);
    expect(await same({ type: 'A', values }, { values: ['10.0.1.10'] })).toBe(true);
  });

  test('may be one of several', async () => {
    expect(await written({ values: ['private-ipv4', '192.0.2.7'] })).toEqual(['10.0.1.10', '192.0.2.7']);
  });

  test('of TXT is put in quotes, escaped, and cut at 255 characters', async () => {
    expect(await written({ type: 'TXT', value: 'say "hi" \\' })).toEqual(['"say \\"hi\\" \\\\"']);
    expect(await written({ type: 'TXT', value: 'x'.repeat(300) })).toEqual([
      `"${'x'.repeat(255)}" "${'x'.repeat(45)}"`,
    ]);
    expect(await written({ type: 'TXT', value: '"as it is"' })).toEqual(['"as it is"']);
    const working = '"\\347\\250\\274\\345\\203\\215\\344\\270\\255"';
    expect(await written({ type: 'TXT', value: '稼働中' })).toEqual([working]);
    expect(await same({ type: 'TXT', value: '稼働中' }, { values: [working] })).toBe(true);
  });

  test('that this node lacks is exit 2 of activate, and "not here" for monitor, status and deactivate', async () => {
    const { b, batchesOf } = await twoNodes({
      records: [{ name: 'www.example.com', type: 'A', value: 'public-ipv4' }],
    });
    const { exitCode, error } = await b.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain('this node has no public-ipv4 address');
    expect(await b.monitor()).toMatchObject({ exitCode: 7 });
    expect(await b.status()).toMatchObject({ exitCode: 0, resources: [{ state: 'inactive' }] });
    expect(await b.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(batchesOf('b')).toEqual([]);
  });
});

describe('equal are', () => {
  test.each([
    ['names with and without a dot at the end', { name: 'www.example.com.' }],
    ['names in upper and lower case', { name: 'WWW.Example.COM' }],
  ])('%s', async (_, record) => {
    expect(await same({ type: 'A', value: 'private-ipv4', ...record }, { values: ['10.0.1.10'] })).toBe(true);
  });

  test('a wildcard and its octal form', async () => {
    expect(await written({ name: '*.example.com', value: 'private-ipv4' }, '\\052.example.com.')).toEqual([
      '10.0.1.10',
    ]);
    const record = { name: '*.example.com', type: 'A', value: 'private-ipv4' };
    expect(await same(record, { name: '*.example.com', values: ['10.0.1.10'] })).toBe(true);
  });

  test.each([
    ['the same values in another order', 'A', ['192.0.2.1', '192.0.2.2'], ['192.0.2.2', '192.0.2.1']],
    ['long and short forms of an IPv6 address', 'AAAA', ['2001:db8::a'], ['2001:0DB8:0:0:0:0:0:000A']],
    ['IPv6 addresses with dotted digits', 'AAAA', ['::ffff:192.0.2.1'], ['::ffff:c000:201']],
    ['targets with and without a dot at the end', 'CNAME', ['elsewhere.example.org'], ['Elsewhere.example.org.']],
    ['text with and without its quotes in the file', 'TXT', ['hello'], ['"hello"']],
  ])('%s', async (_, type, values, there) => {
    expect(await same({ type, values }, { values: there })).toBe(true);
  });

  test('but not text in another case', async () => {
    expect(await same({ type: 'TXT', value: 'hello' }, { values: ['"Hello"'] })).toBe(false);
  });
});
