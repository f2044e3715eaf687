import { describe, expect, test } from 'vitest';
import { interfaceOf, twoNodes } from './two-nodes.ts';

describe('when one of the tables fails', () => {
  test('the others are done, the result tells of each, and the next run writes only what is left', async () => {
    const { a, lead, nodeA, nodeB, faults, onCall, actionsOf, targets, tables } = await twoNodes();
    lead(interfaceOf(nodeB));
    const stop = onCall(({ params }) => {
      if ((params as Record<string, string>)['RouteTableId'] === tables[1]?.id)
        faults.add({ kind: 'deny', action: 'ReplaceRoute', times: 1 });
    });
    const report = await a.activate();
    stop();
    expect(report).toMatchObject({ exitCode: 22, error: { message: expect.stringContaining('ec2:ReplaceRoute') } });
    expect(targets().filter((target) => target === interfaceOf(nodeA))).toHaveLength(2);
    expect(report.resources[0]).toMatchObject({ outcome: 'denied' });
    const { detail, state } = (await a.status()).resources[0] as { detail: string; state: string };
    expect([state, detail]).toEqual(['inactive', expect.stringMatching(/^\S+, 2 of 3 tables: rtb-\S+ at eni-\S+$/)]);
    const actions = await actionsOf('a', () => a.activate());
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(1);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });

  test('a lost answer is found out by looking: no route is written twice', async () => {
    const { a, lead, nodeB, faults, actionsOf } = await twoNodes();
    lead(interfaceOf(nodeB));
    faults.add({ kind: 'lostResponse', action: 'ReplaceRoute', times: 1 });
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(3);
  });

  test('one that was throttled is written again, alone', async () => {
    const { a, lead, nodeB, faults, actionsOf } = await twoNodes();
    lead(interfaceOf(nodeB));
    faults.add({ kind: 'throttle', action: 'ReplaceRoute', times: 1 });
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(4);
  });

  test('one that was sent and not answered, without effect, is written again, alone', async () => {
    const { a, lead, nodeA, nodeB, faults, actionsOf, targets } = await twoNodes();
    lead(interfaceOf(nodeB));
    faults.add({ kind: 'unreachable', how: 'reset', action: 'ReplaceRoute', times: 1 });
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(4);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });

  test('one lost answer beside one refusal: the refusal is told, and only its table is left', async () => {
    const { a, lead, nodeA, nodeB, faults, onCall, actionsOf, targets, tables } = await twoNodes();
    lead(interfaceOf(nodeB));
    const refused = tables[1]?.id;
    const stop = onCall(({ action, params }) => {
      if (action !== 'ReplaceRoute') return;
      const kind = params['RouteTableId'] === refused ? 'deny' : 'lostResponse';
      faults.add({ kind, action: 'ReplaceRoute', times: 1 });
    });
    expect(await a.activate()).toMatchObject({ exitCode: 22, error: { code: 'AWS_DENIED' } });
    stop();
    expect(targets()).toEqual([interfaceOf(nodeA), interfaceOf(nodeB), interfaceOf(nodeA)]);
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(1);
  });

  test.each([
    [true, { exitCode: 0 }],
    [false, { exitCode: 1, error: { code: 'ROUTE_MISSING' } }],
  ])('what another has removed in that moment is missing: with create: %s, %j', async (create, ending) => {
    const { a, lead, nodeB, tables, onCall, targets, nodeA } = await twoNodes({ config: { create } });
    lead(interfaceOf(nodeB));
    const stop = onCall(({ action }) => {
      if (action !== 'ReplaceRoute') return;
      stop();
      tables[0]?.routes.pop();
    });
    expect(await a.activate()).toMatchObject(ending);
    expect(targets()).toEqual([create ? interfaceOf(nodeA) : undefined, interfaceOf(nodeA), interfaceOf(nodeA)]);
  });

  test('what another has created in that moment is replaced', async () => {
    const { a, lead, nodeA, nodeB, tables, onCall, targets } = await twoNodes();
    const stop = onCall(({ action }) => {
      if (action !== 'CreateRoute') return;
      stop();
      lead(interfaceOf(nodeB), tables.slice(0, 1));
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });
});
