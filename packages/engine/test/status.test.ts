import { expect, test } from 'vitest';
import { lookOf, openBench } from './bench.ts';
import { trouble } from './slot.ts';

const slot = (name: string, more: object = {}) => ({ type: 'memory/slot', name, slot: name, ...more });
const fail = (code: Parameters<typeof trouble>[0]) => () => {
  throw trouble(code, 'look');
};

test('status shows who has what, in the order of the file, and ends in 0 whatever it is', async () => {
  const nodes = { a: {}, b: { instanceId: 'i-0000000b' } };
  const { world, a } = await openBench({ resources: [slot('one'), slot('two'), slot('three')] }, { file: { nodes } });
  world.give('one', 'a');
  world.give('two', 'i-0000000b');
  const report = await a.status({ group: 'web' });
  expect(report).toMatchObject({ command: 'status', group: 'web', exitCode: 0, outcome: 'done' });
  expect(report.resources).toMatchObject([
    { name: 'one', state: 'active', holder: { id: 'a', node: 'a' } },
    { name: 'two', state: 'elsewhere', holder: { id: 'i-0000000b', node: 'b' } },
    { name: 'three', state: 'inactive', holder: null },
  ]);
});

test('status of all groups says whose each resource is', async () => {
  const { a } = await openBench();
  const report = await a.status();
  expect(report).toMatchObject({ group: null, strategy: null, resources: [{ group: 'web', name: 'slot' }] });
});

test('status ends in 20 if a resource could not be told, and in 22 if one was refused', async () => {
  const { world, a } = await openBench({ resources: [slot('one'), slot('two')] });
  world.always('look one', fail('FAILED'));
  const report = await a.status({ group: 'web' });
  expect(report).toMatchObject({ exitCode: 20, error: { code: 'FAILED' } });
  expect(lookOf(report, 'one')).toMatchObject({ state: null, error: { code: 'FAILED' } });
  expect(lookOf(report, 'two')).toMatchObject({ state: 'inactive', error: null });
  world.always('look two', fail('DENIED'));
  expect(await a.status({ group: 'web' })).toMatchObject({ exitCode: 22, error: { code: 'DENIED' } });
});

test('status calls "not active here" what this node has no value for', async () => {
  const { a } = await openBench({ resources: [slot('one', { value: { perNode: { b: 'x' } } })] });
  const report = await a.status({ group: 'web' });
  expect(report.exitCode).toBe(0);
  expect(lookOf(report, 'one')).toMatchObject({
    state: 'inactive',
    detail: expect.stringMatching(/^not active here: /),
  });
});

test('status of a group that is not there names the nearest and ends in 2', async () => {
  const { a } = await openBench();
  const report = await a.status({ group: 'wbe' });
  expect(report).toMatchObject({ exitCode: 2, error: { code: 'GROUP_UNKNOWN', hint: 'its groups are: web' } });
  expect(report.error?.message).toContain('did you mean web?');
});
