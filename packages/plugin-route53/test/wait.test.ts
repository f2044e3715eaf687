import { setTimeout as delay } from 'node:timers/promises';
import { unreachable } from '@kirikae/core';
import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';

const insync = (waitTimeout = '2s') => ({ config: { wait: 'insync', waitTimeout } });

describe('wait: insync', () => {
  test('ends in 0 when all authoritative servers have the change', async () => {
    const { a, simulator, asked } = await twoNodes(insync());
    simulator.world.propagationMs = 700;
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(asked('a').filter(({ action }) => action === 'GetChange').length).toBeGreaterThanOrEqual(2);
  });

  test('ends in 23 when it is still pending at waitTimeout, and the change stands', async () => {
    const { a, simulator, find } = await twoNodes(insync());
    simulator.world.propagationMs = Number.POSITIVE_INFINITY;
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 23, outcome: 'degraded', error: { code: 'ROUTE53_PENDING' } });
    expect(report.error?.message).toContain('(PENDING)');
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.1.10'] });
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
  });

  test('is cut to what is left of the run', async () => {
    const { a, simulator } = await twoNodes(insync('20s'));
    simulator.world.propagationMs = Number.POSITIVE_INFINITY;
    const began = performance.now();
    expect(await a.activate({ timeout: 3_000 })).toMatchObject({ exitCode: 23 });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  test.each(['refuse', 'silent'] as const)(
    'ends in 23 at waitTimeout when GetChange gets no answer (%s)',
    async (how) => {
      const { a, simulator } = await twoNodes(insync('1s'));
      simulator.faults.add({ kind: 'unreachable', how, action: 'GetChange' });
      const began = performance.now();
      const { exitCode, error } = await a.activate();
      expect(exitCode).toBe(23);
      expect(error?.message).toContain('GetChange does not tell how far it is');
      expect(performance.now() - began).toBeLessThan(10_000);
    },
  );

  test('that is interrupted ends in 20, not in 23', async () => {
    const { a, simulator, asked } = await twoNodes(insync('20s'));
    simulator.world.propagationMs = Number.POSITIVE_INFINITY;
    const stop = new AbortController();
    const running = a.activate({ signal: stop.signal });
    while (!asked('a').some(({ action }) => action === 'GetChange')) await delay(5);
    stop.abort(unreachable('interrupted', { code: 'INTERRUPTED' }));
    expect(await running).toMatchObject({ exitCode: 20, error: { code: 'INTERRUPTED' } });
  });

  test('ends in 23 when the answer of the change was lost, and with it the id to ask for', async () => {
    const { a, simulator, find } = await twoNodes(insync('1s'));
    simulator.faults.add({ kind: 'lostResponse', action: 'ChangeResourceRecordSets', times: 1 });
    expect(await a.activate()).toMatchObject({ exitCode: 23, error: { code: 'ROUTE53_PENDING' } });
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.1.10'] });
  });

  test('is not asked for where nothing was changed', async () => {
    const { a, asked } = await twoNodes(insync());
    await a.activate();
    const from = asked('a').length;
    await a.activate();
    expect(
      asked('a')
        .slice(from)
        .map(({ action }) => action),
    ).toEqual(['ListResourceRecordSets']);
  });

  test('is not the default', async () => {
    const { a, simulator } = await twoNodes();
    simulator.world.propagationMs = Number.POSITIVE_INFINITY;
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
  });
});
