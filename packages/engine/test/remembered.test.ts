import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Node, of, openBench, outcomes } from './bench.ts';
import { trouble } from './slot.ts';

const slot = (name: string, more: object = {}) => ({ type: 'memory/slot', name, slot: name, ...more });
const fail = (code: 'DENIED' | 'LOST' | 'REFUSED') => () => {
  throw trouble(code, 'reach it');
};

const names = async (node: Node) => Object.keys((await node.record()).resources);

describe('what this node remembers', () => {
  test('is nothing of a resource whose first look failed', async () => {
    const { world, a, write } = await openBench({ resources: [slot('mistyped')] });
    world.always('look mistyped', fail('DENIED'));
    expect((await a.activate()).exitCode).toBe(22);
    expect(await names(a)).toEqual([]);
    await write({ resources: [slot('right')] });
    await a.activate();
    expect(outcomes(await a.deactivate())).toBe('right done');
    expect(world.count('look mistyped')).toBe(1);
  });

  test('is nothing of a resource whose writes were all refused for certain', async () => {
    const { world, a } = await openBench({ resources: [slot('one')] });
    world.always('take one', fail('DENIED'));
    expect((await a.activate()).exitCode).toBe(22);
    expect(await names(a)).toEqual([]);
  });

  test('is nothing of what was not tried, since what came before it failed', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), slot('two')] });
    world.always('take one', fail('DENIED'));
    await a.activate();
    expect(await names(a)).toEqual([]);
  });

  test('is what was not tried and yet is here', async () => {
    const { world, a } = await openBench({ resources: [slot('one'), slot('two')] });
    world.give('two', 'a');
    world.always('take one', fail('DENIED'));
    await a.activate();
    expect(await names(a)).toEqual(['two']);
  });

  test('is what may have been written: the answer was lost, and no look tells', async () => {
    const { world, a } = await openBench({ resources: [slot('one')], timeout: '3s' });
    world.always('take one', fail('LOST'));
    world.next('look one', (usual: () => never) => usual());
    world.always('look one', fail('REFUSED'));
    expect((await a.activate()).exitCode).toBe(20);
    expect(await names(a)).toEqual(['one']);
  });

  test('stays as it was if a later activation fails before it writes', async () => {
    const { world, a } = await openBench({ resources: [slot('one')] });
    await a.activate();
    const before = (await a.record()).resources;
    world.always('look one', fail('DENIED'));
    await a.activate();
    expect((await a.record()).resources).toEqual(before);
  });

  test('keeps the old thing beside the new one under the same name, until it is let go of', async () => {
    const { world, a, write } = await openBench({ resources: [slot('it', { slot: 'old' })] });
    await a.activate();
    await write({ resources: [slot('it', { slot: 'new' })] });
    await a.activate();
    expect(await names(a)).toEqual(['it', 'it~1']);
    const report = await a.deactivate();
    expect(outcomes(report)).toBe('it done, it~1 done');
    expect(of(report, 'it~1').before?.detail).toMatch(/; by this node's state record$/);
    expect(of(report, 'it').before?.detail).not.toMatch(/state record/);
    expect(world.slots.size).toBe(0);
    expect(await names(a)).toEqual([]);
  });

  test('has the old thing alone if the new one under its name could not be written', async () => {
    const { world, a, write } = await openBench({ resources: [slot('it', { slot: 'old' })] });
    await a.activate();
    await write({ resources: [slot('it', { slot: 'mistyped' })] });
    world.always('look mistyped', fail('DENIED'));
    await a.activate();
    expect((await a.record()).resources).toMatchObject({ it: { resolved: { slot: 'old' } } });
    expect(await names(a)).toEqual(['it']);
  });

  test('does not grow when a name goes back and forth between two things', async () => {
    const { a, write } = await openBench({ resources: [slot('it', { slot: 'one' })] });
    for (const each of ['one', 'two', 'one', 'two', 'one']) {
      await write({ resources: [slot('it', { slot: each })] });
      await a.activate();
    }
    expect(await names(a)).toHaveLength(2);
  });

  test('says of a failure where the resource comes from, and how it is forgotten', async () => {
    const { world, a, write } = await openBench({ resources: [{ ...slot('old'), type: 'memory/own' }] });
    await a.activate();
    await write({ resources: [slot('new')] });
    world.always('release old', fail('DENIED'));
    const { error, exitCode } = await a.deactivate();
    expect(exitCode).toBe(22);
    expect(error?.message).toMatch(/\(old is known from this node's state record alone\)$/);
    expect(error?.hint).toMatch(/; if nothing of it is left to release, `kirikae forget web old` takes it out/);
  });
});

describe('an entry of a run that was killed', () => {
  /** The record and the journal as a kill leaves them: the run had begun, and wrote `sent`. */
  async function killed(sent: readonly string[]) {
    const bench = await openBench({ resources: [slot('one'), slot('two')] });
    const { a } = bench;
    await a.activate();
    await a.replaceRecord((record) => {
      const { resources } = record as never as { resources: Record<string, object> };
      for (const each of Object.values(resources)) Object.assign(each, { version: null, pending: 'KILLED' });
      return { ...record, completed: null } as never;
    });
    const stamp = { at: new Date().toISOString(), run: 'KILLED' };
    const begun = { command: 'activate', group: 'web', node: 'a', strategy: null, reason: null, pid: 1 };
    const intent = { kind: 'intent', write: 1, action: 'memory:Take', summary: 'take', holder: null };
    const lines = [
      { ...stamp, kind: 'begin', ...begun },
      ...sent.map((resource) => ({ ...stamp, ...intent, resource })),
    ];
    await appendFile(join(a.state, 'journal.jsonl'), lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
    await bench.write({ resources: [slot('other')] });
    return bench;
  }

  test('counts if its journal says that it was about to write', async () => {
    const { a } = await killed(['two']);
    expect(outcomes(await a.deactivate())).toBe('other unchanged, two done');
  });

  test('counts for nothing without', async () => {
    const { a } = await killed([]);
    expect(outcomes(await a.deactivate())).toBe('other unchanged');
    expect(await names(a)).toEqual([]);
  });

  test('counts where the journal does not know the run', async () => {
    const { a } = await killed([]);
    await a.replaceRecord((record) => JSON.parse(JSON.stringify(record).replaceAll('KILLED', 'ROTATED-AWAY')));
    expect(outcomes(await a.deactivate())).toBe('other unchanged, one done, two done');
  });
});
