import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { allowed, FACTORS } from './matrix.ts';
import { wholeProduct } from './pairs.ts';
import { playAll } from './play.ts';

// most of a run is waiting, where nobody reads
const atOnce = 4 * availableParallelism();

it.each(Object.keys(COMMANDS))('%s ends in the true code, in time, in every combination', async (command) => {
  const rows = wholeProduct({ ...FACTORS, command: [command] }, allowed);
  const faults = await playAll(rows, atOnce);
  console.log(`${command}: ${rows.length} runs`);
  expect(faults).toEqual([]);
});
