import { describe, expect, test } from 'vitest';
import { openBench, outcomes } from './bench.ts';
import { slotType, trouble } from './slot.ts';

describe('deactivate of a node that is not known', () => {
  const types = (world: Parameters<typeof slotType>[0]) => [
    slotType(world, {
      type: 'memory/known',
      policy: {
        identify: async (_, { env }) => {
          if (env['BLIND']) throw trouble('REFUSED', 'ask who I am');
          return { id: env['INSTANCE'] ?? null };
        },
      },
    }),
  ];
  const group = { resources: [{ type: 'memory/known', name: 'one' }] };

  test('works from what was recorded', async () => {
    const { world, a } = await openBench(group, { types });
    await a.activate();
    expect(outcomes(await a.deactivate({ env: { BLIND: '1' } }))).toBe('one done');
    expect(world.slots.size).toBe(0);
  });

  test('without a record ends in 0 and says why', async () => {
    const { a } = await openBench(group, { types });
    const report = await a.deactivate({ env: { BLIND: '1' } });
    expect(report).toMatchObject({ exitCode: 0, outcome: 'unreachable', tolerated: true, error: { code: 'REFUSED' } });
    expect(outcomes(report)).toBe('one left');
  });

  test('that the file calls another one is no identity: 0, and 2 with `--strict`', async () => {
    const file = { nodes: { a: { instanceId: 'i-00000001' } } };
    const { a } = await openBench(group, { types, file });
    const given = { env: { INSTANCE: 'i-00000002' } };
    expect(await a.deactivate(given)).toMatchObject({ exitCode: 0, error: { code: 'NODE_IS_ANOTHER' } });
    expect(await a.deactivate({ ...given, strict: true })).toMatchObject({ exitCode: 2 });
  });

  test('leaves alone what only the record of its original says, being a copy of that machine', async () => {
    const { world, a, write } = await openBench(group, { types });
    await a.activate({ env: { INSTANCE: 'i-00000001' } });
    await write({ resources: [{ type: 'memory/known', name: 'two', slot: 'two' }] });
    const copy = { env: { INSTANCE: 'i-00000002' } };
    await a.activate(copy);
    expect(outcomes(await a.deactivate(copy))).toBe('two done');
    expect(await a.record()).toMatchObject({ instance: 'i-00000002', resources: {} });
    expect(world.slots.get('one')?.holder).toBe('a');
  });
});
