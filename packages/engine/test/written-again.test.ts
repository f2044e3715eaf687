import { expect, test } from 'vitest';
import { of, openBench } from './bench.ts';
import { slotType, trouble } from './slot.ts';

const lost = () => {
  throw trouble('LOST', 'take it');
};

test('a write whose response was lost and that took no effect is made again after 5 s, if the plugin still wants it', async () => {
  const willing = await openBench();
  willing.world.next('take one', lost);
  let asked = 0;
  const types = (world: typeof willing.world) => [
    slotType(
      world,
      { type: 'memory/polite' },
      {
        activate: async ({ write }) => {
          if (asked++) throw trouble('CONFLICT', 'take it');
          await write('memory:Take', 'take one', lost);
        },
      },
    ),
  ];
  const polite = await openBench({ resources: [{ type: 'memory/polite' }] }, { types });
  const [again, never] = await Promise.all([willing.a.activate(), polite.a.activate()]);
  expect(again).toMatchObject({ exitCode: 0 });
  expect(of(again, 'slot').writes.map(({ outcome }) => outcome)).toEqual(['unknown', 'done']);
  expect(again.elapsedMs).toBeGreaterThanOrEqual(5_000);
  expect(never).toMatchObject({ exitCode: 21, error: { code: 'CONFLICT' } });
}, 15_000);
