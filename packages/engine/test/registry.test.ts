import { expect, test } from 'vitest';
import { createRegistry } from '../src/group/registry.ts';
import { slotType } from './slot.ts';
import { World } from './world.ts';

const type = slotType(new World());
const plugin = async () => ({ default: { apiVersion: 1, types: [type] } }) as const;

test('a type is loaded when it is asked for, and not before', async () => {
  let loaded = 0;
  const count = () => {
    loaded++;
    return plugin();
  };
  const registry = createRegistry({ 'memory/slot': count });
  expect(registry.names).toEqual(['memory/slot']);
  expect(loaded).toBe(0);
  expect(await registry.load('memory/slot')).toBe(type);
  expect(loaded).toBe(1);
});

test('a type that is not there is refused with the nearest', async () => {
  const registry = createRegistry({ 'memory/slot': plugin });
  await expect(registry.load('memory/slit')).rejects.toMatchObject({
    code: 'TYPE_UNKNOWN',
    message: 'there is no resource type memory/slit; did you mean memory/slot?',
  });
  await expect(registry.load('constructor')).rejects.toMatchObject({ code: 'TYPE_UNKNOWN' });
});

test.each([
  [
    'cannot be found',
    () => Promise.reject(new Error('Cannot find package x\nRequire stack:')),
    'Cannot find package x',
  ],
  ['exports nothing', async () => ({}) as never, 'it does not provide that type'],
  [
    'does not have the type',
    async () => ({ default: { apiVersion: 1, types: [] } }) as never,
    'it does not provide that type',
  ],
])('a plugin that %s is told as broken, with the first line of why', async (_, source, reason) => {
  await expect(createRegistry({ 'memory/slot': source }).load('memory/slot')).rejects.toMatchObject({
    code: 'PLUGIN_BROKEN',
    kind: 'usage',
    message: `the plugin for memory/slot cannot be used: ${reason}`,
  });
});
