import { beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => void vi.resetModules()); // a process settles once

it('is the first code that was settled: what goes wrong while it is told changes nothing', async () => {
  const { outcome, settle } = await import('../src/end/outcome.ts');
  expect(outcome()).toBeUndefined();
  expect(settle(0)).toBe(0);
  expect(settle(1)).toBe(0);
  expect(outcome()).toBe(0);
});
