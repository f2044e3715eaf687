import { describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';
import { slotType } from './slot.ts';

const withDefaults = (defaults: object, fields: object = {}) =>
  openBench({ resources: [{ type: 'memory/slot', ...fields }] }, { file: { defaults } });
const refusal = async (bench: ReturnType<typeof openBench>) => (await (await bench).a.activate()).error;

describe('a resource is checked by its type', () => {
  test('an unknown field names the nearest', async () => {
    const error = await refusal(openBench({ resources: [{ type: 'memory/slot', solt: 'one' }] }));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error?.message).toContain('groups.web.resources[0]: unknown key solt; did you mean slot?');
  });

  test('an unknown type names the nearest and all there are', async () => {
    const error = await refusal(openBench({ resources: [{ type: 'memory/slto' }] }));
    expect(error?.message).toContain(
      'resources[0].type: there is no resource type memory/slto; did you mean memory/slot?',
    );
    expect(error?.hint).toContain('memory/own');
  });

  test('a policy that the type does not allow says why', async () => {
    const types = (world: Parameters<typeof slotType>[0]) => [
      slotType(world, {
        type: 'memory/kept',
        policy: { release: () => ({ default: 'keep', allowed: ['keep'], because: 'nobody else could take it' }) },
      }),
    ];
    const error = await refusal(
      openBench({ resources: [{ type: 'memory/kept', onDeactivate: 'release' }] }, { types }),
    );
    expect(error?.message).toContain('onDeactivate must be keep, not release: nobody else could take it');
  });

  test('what no field alone shows is told by the type', async () => {
    const types = (world: Parameters<typeof slotType>[0]) => [
      slotType(world, {
        type: 'memory/odd',
        policy: { problems: () => [{ path: ['slot'], reason: 'is odd', remedy: 'make it even' }] },
      }),
    ];
    const error = await refusal(openBench({ resources: [{ type: 'memory/odd', slot: 'one' }] }, { types }));
    expect(error).toMatchObject({
      message: expect.stringContaining('resources[0].slot is odd'),
      hint: 'make it even',
    });
  });
});

describe('an entry of nodes', () => {
  const nodes = (entry: object) => ({ file: { nodes: { a: entry } } });
  const resources = [{ type: 'memory/slot' }];

  test('is checked by the types of the group, and an unknown field names the nearest', async () => {
    const error = await refusal(openBench({ resources }, nodes({ networkInterfaceID: 'x', instanceId: 7 })));
    expect(error?.message).toMatch(/, 2 problems, the first at 1:\d+: nodes\.a: unknown key networkInterfaceID$/);
    expect(error?.hint).toBe('write networkInterfaceId for networkInterfaceID in line 1, then mend the others');
  });

  test('may have fields of a type from outside that this group does not use', async () => {
    const file = { plugins: ['@acme/racks'], nodes: { a: { rack: 'r7' } } };
    const { a } = await openBench({ resources }, { file });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
  });
});

describe('defaults', () => {
  test('go to every type of their prefix, and a resource may override them', async () => {
    const { a } = await withDefaults({ memory: { zone: 'z' } }, { zone: 'own' });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
  });

  test('are told at their own place, once, however many resources share them', async () => {
    const list = ['one', 'two'].map((name) => ({ type: 'memory/slot', name, slot: name }));
    const error = await refusal(openBench({ resources: list }, { file: { defaults: { memory: { zoen: 'z' } } } }));
    expect(error?.message).toContain('defaults.memory: unknown key zoen; did you mean zone?');
    expect(error?.hint).toBe('write zone for zoen in line 1');
  });

  test('of the wrong type are told at their own place', async () => {
    const error = await refusal(withDefaults({ memory: { zone: 1 } }));
    expect(error?.message).toContain('defaults.memory.zone must be text, not 1');
  });

  test('that a type does not share are told as unknown there', async () => {
    const error = await refusal(withDefaults({ memory: { slot: 'one' } }));
    expect(error?.message).toContain('defaults.memory: unknown key slot');
  });

  test('of a prefix that no type has are an error, not ignored', async () => {
    const error = await refusal(withDefaults({ memry: { zone: 'z' } }));
    expect(error).toMatchObject({ hint: 'the prefixes are: memory' });
    expect(error?.message).toContain('defaults.memry: no resource type begins with memry/; did you mean memory?');
  });
});

describe('perNode', () => {
  const per = (values: object) => openBench({ resources: [{ type: 'memory/slot', value: { perNode: values } }] });

  test('gives each node its own value, which is recorded', async () => {
    const { a, b } = await per({ a: 'x', b: 'y' });
    await a.activate();
    await b.activate();
    expect((await a.record()).resources.slot.resolved.value).toBe('x');
    expect((await b.record()).resources.slot.resolved.value).toBe('y');
  });

  test('without a value for this node is refused, naming the place and the node', async () => {
    const error = await refusal(per({ b: 'y' }));
    expect(error).toMatchObject({ code: 'VALUE_MISSING', hint: 'add a under perNode there' });
    expect(error?.message).toMatch(/kirikae\.yaml:1:\d+: groups\.web\.resources\[0\]\.value has no value for node a/);
  });

  test('is checked for every node', async () => {
    const error = await refusal(per({ a: 'x', b: 7 }));
    expect(error?.message).toContain('resources[0].value.perNode.b must be text, not 7');
  });
});
