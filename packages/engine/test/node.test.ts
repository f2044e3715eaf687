import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { nodeOf } from '../src/report/report.ts';
import { nameNode, settleNode } from '../src/run/node.ts';

const nodes = {
  'web-1': { instanceId: 'i-00000001', networkInterfaceId: 'eni-00000001' },
  'web-2': { instanceId: 'i-00000002' },
  'web-3': {},
};
const other = expect.objectContaining({ code: 'NODE_IS_ANOTHER', kind: 'usage' });

describe('the name of this node', () => {
  test('is what --node says, else KIRIKAE_NODE, else the host name', () => {
    expect(nameNode('web-1', { KIRIKAE_NODE: 'web-2' }, nodes)).toMatchObject({ name: 'web-1', chosen: true });
    expect(nameNode(undefined, { KIRIKAE_NODE: 'WEB-2' }, nodes)).toMatchObject({
      name: 'web-2',
      entry: nodes['web-2'],
    });
    const own = nameNode(undefined, { KIRIKAE_NODE: '' }, nodes);
    expect(own).toMatchObject({ chosen: false, entry: undefined });
    expect([hostname().toLowerCase(), hostname().toLowerCase().split('.')[0]]).toContain(own.name);
  });

  test.each(['', 'a b', '_web', '../web', 'x'.repeat(64)])('must be a name: %j', (name) => {
    expect(() => nameNode(name, {}, nodes)).toThrow(expect.objectContaining({ code: 'NODE_NAME' }));
  });

  test.each([
    ['DB_1', ['db_1'], 'db_1'],
    ['db_1', ['DB_1'], 'DB_1'],
    ['db_1.example.com', ['DB_1'], 'DB_1'],
    ['db_1.example.com', ['db_1', 'DB_1.Example.Com'], 'DB_1.Example.Com'],
    ['db_2.example.com', ['db_1'], 'db_2.example.com'],
  ])('%s, where the file names %j, is %s', (chosen, named, expected) => {
    const listed = Object.fromEntries(named.map((name) => [name, { instanceId: name }]));
    expect(nameNode(chosen, {}, listed)).toMatchObject({ name: expected });
    expect(nameNode(chosen, {}, {}, named)).toMatchObject({ name: expected, entry: undefined });
  });

  test('finds nothing that the file did not say', () => {
    expect(nameNode('constructor', {}, nodes).entry).toBeUndefined();
  });
});

describe('the node that this is', () => {
  test('is the entry that carries its id, whatever the host is called', () => {
    const named = nameNode('web-3', {}, nodes);
    expect(settleNode(named, 'i-00000002', nodes, 'instanceId')).toEqual({
      name: 'web-2',
      id: 'i-00000002',
      entry: nodes['web-2'],
    });
  });

  test('is the entry of its name where no id is known or none is written', () => {
    expect(settleNode(nameNode('web-1', {}, nodes), null, nodes, 'instanceId')).toMatchObject({
      name: 'web-1',
      id: null,
    });
    expect(settleNode(nameNode('web-3', {}, nodes), 'i-00000009', nodes, 'instanceId')).toMatchObject({
      name: 'web-3',
      id: 'i-00000009',
    });
  });

  test('is refused where its entry says another, naming both', () => {
    const act = () => settleNode(nameNode('web-1', {}, nodes), 'i-00000002', nodes, 'instanceId');
    expect(act).toThrow(other);
    expect(act).toThrow(/this is instance i-00000002, but nodes\.web-1 in the file says i-00000001/);
    expect(() =>
      settleNode({ ...nameNode('web-1', {}, nodes), chosen: false }, 'i-00000009', nodes, 'instanceId'),
    ).toThrow(other);
  });
});

test('a holder is told by the name of the node whose id or address it is', () => {
  expect(nodeOf('eni-00000001', nodes)).toBe('web-1');
  expect(nodeOf('i-00000002', nodes)).toBe('web-2');
  expect(nodeOf('i-00000009', nodes)).toBeNull();
});
