import { describe, expect, test, vi } from 'vitest';
import { DESTINATION, interfaceOf, twoNodes } from './two-nodes.ts';

describe('two nodes', () => {
  test('that take the routes at once: 0 means that all led here at some moment after its last write', async () => {
    for (let n = 0; n < 5; n++) {
      const { a, b, lead, targets, nodeA, nodeB, calls, onCall } = await twoNodes();
      lead('eni-0123456789abcdef0');
      const moments: { caller: string | null; write: boolean; led: string }[] = [];
      const led = () => String([...new Set(targets())]);
      onCall(({ caller, write }) => void moments.push({ caller, write, led: led() }));
      const reports = await Promise.all([a, b].map((node) => node.activate({ timeout: 4_000 })));
      moments.push({ caller: null, write: false, led: led() });
      for (const [index, node] of [nodeA, nodeB].entries()) {
        const since = moments.slice(moments.findLastIndex(({ caller, write }) => write && caller === 'ab'[index]) + 1);
        const had = since.some((moment) => moment.led === interfaceOf(node));
        const wanted = had ? [0, 20, 21] : [20, 21]; // 20: no time was left to look whether it had been overtaken
        expect(wanted, JSON.stringify({ calls, moments })).toContain(reports[index]?.exitCode);
      }
    }
  });

  test('one that wrote and was overtaken says that the race is lost', async () => {
    const { a, nodeB, lead, tables, onCall } = await twoNodes();
    lead('eni-0123456789abcdef0');
    let looks = 0;
    onCall(({ action }) => {
      if (action !== 'DescribeRouteTables' || ++looks !== 2) return;
      for (const { routes } of tables)
        for (const route of routes)
          if (route.destination === DESTINATION) route.networkInterfaceId = interfaceOf(nodeB);
    });
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
  });

  test('one overtaken by the other in every table ends in 21 and names it, the other in 0', async () => {
    const { a, b, lead, nodeB, onCall, calls, answered } = await raced();
    lead('eni-0123456789abcdef0');
    const bLooked = () => calls.some(({ caller, action, status }) => caller === 'b' && /Tables/.test(action) && status);
    onCall(async ({ action, caller }) => {
      if (action === 'ReplaceRoute') await until(caller === 'a' ? bLooked : () => answered('a') === 3);
      else if (caller === 'a' && answered('a') === 3) await until(() => answered('b') === 3);
    });
    const [lost, won] = await Promise.all([a.activate(), b.activate()]);
    expect(won).toMatchObject({ exitCode: 0 });
    expect(lost).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
    expect(lost?.error?.message).toContain(`${nodeB.instanceId} holds it now`);
  });

  test('that overtook each other, each in another table, both end in 21; the next run of one writes what is left', async () => {
    const { a, b, lead, tables, nodeA, nodeB, onCall, answered, targets, actionsOf } = await raced();
    lead('eni-0123456789abcdef0');
    const stop = onCall(async ({ action, caller, params }) => {
      const table = String(params['RouteTableId']);
      const [first, last] = table === tables[0]?.id ? ['b', 'a'] : ['a', 'b'];
      if (action === 'ReplaceRoute' && caller === last) await until(() => answered(first, table) === 1);
      if (action === 'DescribeRouteTables' && answered(String(caller)) > 0) await until(() => answered() === 6);
    });
    const reports = await Promise.all([a.activate(), b.activate()]);
    stop();
    expect(targets()).toEqual([interfaceOf(nodeA), interfaceOf(nodeB), interfaceOf(nodeB)]);
    expect(reports.map(({ exitCode, error }) => [exitCode, error?.code])).toEqual(Array(2).fill([21, 'RACE_LOST']));
    expect(reports[0]?.error?.message).toContain(`1 of 3 tables: ${tables[1]?.id} at ${interfaceOf(nodeB)}, `);
    const actions = await actionsOf('b', async () => expect(await b.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(1);
  });
});

const until = (isSo: () => unknown) => vi.waitUntil(isSo, { interval: 5, timeout: 4_000 });

/** A world with two nodes, and how many routes have been replaced so far: by one node or all, in one table or all. */
async function raced() {
  const world = await twoNodes();
  const answered = (by?: string, table?: string) =>
    world.calls.filter(
      ({ action, status, caller, params }) =>
        [action, status, by ?? caller, table ?? params['RouteTableId']].join() ===
        ['ReplaceRoute', 200, caller, params['RouteTableId']].join(),
    ).length;
  return { ...world, answered };
}
