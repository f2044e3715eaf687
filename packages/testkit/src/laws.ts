import { accidents } from './accidents.ts';
import { holding } from './holding.ts';
import type { Law } from './law.ts';
import { memories } from './memories.ts';
import { rivalry } from './rivalry.ts';
import { staleness } from './staleness.ts';
import { together } from './together.ts';
import { trouble } from './trouble.ts';
import { writing } from './writing.ts';

/** The laws of a resource type, in their order. */
export const laws: readonly Law[] = [
  ...holding,
  ...trouble,
  ...writing,
  ...accidents,
  rivalry,
  memories,
  staleness,
  together,
];
