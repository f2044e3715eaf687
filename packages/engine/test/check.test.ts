import type { ResourceType } from '@kirikae/core';
import { duration, hidden, perNode, strict } from '@kirikae/core';
import { mask } from '@kirikae/core/machinery';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkConfig } from '../src/command/check.ts';
import { fieldsOf, jsonSchema } from '../src/command/schema.ts';
import { showConfig } from '../src/command/show.ts';
import { readConfig } from '../src/file/config.ts';
import { createRegistry } from '../src/group/registry.ts';
import { openBench } from './bench.ts';
import { forever, slotType, trouble } from './slot.ts';
import { World } from './world.ts';

const registryOf = (...types: ResourceType[]) =>
  createRegistry(
    Object.fromEntries(types.map((type) => [type.type, async () => ({ default: { apiVersion: 1, types: [type] } })])),
  );
const slots = registryOf(slotType(new World()));

async function check(group: object, { file = {}, registry = slots, env = {} } = {}) {
  const { configPath, a } = await openBench(group, { file });
  const signal = new AbortController().signal;
  return checkConfig({ configPath, registry, env, signal, stateDirectory: a.state, version: '0', node: 'a' });
}

describe('a check of the file', () => {
  test('knows every field of nodes, also where a plugin is named that an activation might ask', async () => {
    const file = { plugins: ['@acme/racks'], nodes: { a: { instanceID: 'i' } } };
    const { errors } = await check({ resources: [{ type: 'memory/slot' }] }, { file });
    expect(errors.map(({ code }) => code)).toEqual(['PLUGIN_MISSING', 'CONFIG_INVALID']);
    expect(errors[1]?.message).toContain('nodes.a: unknown key instanceID; did you mean instanceId?');
  });

  test('finds nothing wrong in a good one', async () => {
    const found = await check({ resources: [{ type: 'memory/slot' }] });
    expect(found).toMatchObject({ errors: [], unchecked: [], groups: 1, digest: expect.stringMatching(/^sha256:/) });
  });

  test('finds what is wrong under a strategy that is not in use', async () => {
    const strategies = { one: [{ type: 'memory/slot' }], two: [{ type: 'memory/slit', name: 'x' }] };
    const { errors } = await check({ strategy: 'one', strategies });
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('strategies.two[0].type')]);
  });

  test('finds the value that one of the nodes lacks', async () => {
    const file = { nodes: { a: {}, b: {} } };
    const { errors } = await check({ resources: [{ type: 'memory/slot', value: { perNode: { a: 'x' } } }] }, { file });
    expect(errors).toMatchObject([{ code: 'VALUE_MISSING', message: expect.stringContaining('for node b') }]);
  });

  test('tells what this node lacks, and what could not be looked at within a second', async () => {
    const lacking = async () => {
      throw trouble('USAGE', 'find the value');
    };
    const group = { resources: [{ type: 'memory/slot' }] };
    const world = new World();
    const found = await check(group, { registry: registryOf(slotType(world, { resolve: lacking })) });
    expect(found.errors).toMatchObject([{ code: 'USAGE' }]);
    const late = await check(group, { registry: registryOf(slotType(world, { resolve: forever })) });
    expect(late).toMatchObject({ errors: [], unchecked: [expect.stringMatching(/^web\/slot: /)] });
  });

  test('of a file that cannot be read tells that alone', async () => {
    const { a } = await openBench();
    const signal = new AbortController().signal;
    const found = await checkConfig({
      configPath: `${a.state}/x`,
      registry: slots,
      env: {},
      signal,
      stateDirectory: a.state,
      version: '0',
    });
    expect(found).toMatchObject({ errors: [{ code: 'CONFIG_NOT_FOUND' }], digest: null });
  });
});

describe('a file is shown', () => {
  test('with all defaults, and behind each value where it comes from', async () => {
    const { configPath } = await openBench(
      { timeout: '5s', resources: [{ type: 'memory/slot' }] },
      { file: { defaults: { memory: { zone: 'z' } } } },
    );
    const { config, text } = await showConfig(await readConfig(configPath), slots);
    expect(config).toMatchObject({
      groups: {
        web: { timeout: '5s', monitorTimeout: '8s', resources: [{ name: 'slot', zone: 'z', onDeactivate: 'release' }] },
      },
    });
    expect(text).toContain('timeout: 5s # line 1');
    expect(text).toContain('monitorTimeout: 8s # default');
    expect(text).toContain('zone: z # defaults.memory, line 1');
  });

  test('in the words of the schemas: a duration with its unit and a hidden text not at all, whatever the fields are called', async () => {
    const schema = strict({
      linger: duration(),
      pauses: z.array(perNode(duration())),
      waitTimeout: z.int(),
      externalId: z.string(),
      passphrase: hidden(z.string()),
    });
    const fields = { linger: '10s', pauses: ['1m', { perNode: { a: '90s' } }], waitTimeout: 3, externalId: 'open' };
    const resources = [{ type: 'memory/slot', ...fields, passphrase: 'never to be shown' }];
    const { configPath } = await openBench({ resources });
    const registry = registryOf(slotType(new World(), { schema }));
    const { config, text } = await showConfig(await readConfig(configPath), registry);
    expect(config).toMatchObject({ groups: { web: { resources: [{ ...fields, passphrase: '(not shown)' }] } } });
    expect(text).toContain('linger: 10s');
    expect(mask('never to be shown')).toBe('***');
  });

  test('with what is wrong in it, if it cannot be', async () => {
    const { configPath } = await openBench({ resources: [{ type: 'memory/none' }] });
    await expect(showConfig(await readConfig(configPath), slots)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('the schema', () => {
  test('knows every type with its fields, those of every resource and the defaults of its prefix', async () => {
    const text = JSON.stringify(await jsonSchema(slots));
    for (const part of ['"const":"memory/slot"', '"onDeactivate"', '"perNode"', '"zone"', '"unknownTolerance"'])
      expect(text).toContain(part);
    const marks = ['duration', 'hidden', 'nodeId', 'perNode'].map((mark) => `"${mark}":true`);
    expect(marks.filter((mark) => text.includes(mark))).toEqual([]); // those are the engine's alone
  });

  test('tells the fields of a type, the shared ones last', () => {
    expect(fieldsOf(slotType(new World())).map(({ name }) => name)).toEqual(['slot', 'value', 'zone']);
  });
});
