import { holding } from './holding.ts';
import type { Law } from './law.ts';
import { trouble } from './trouble.ts';
import { writing } from './writing.ts';

/**
 * The laws of a resource type that can be shown from outside. Two more need an accident at a chosen moment and belong to a type's own
 * tests: (11) killed before or after any write, running it again converges; (12) a response lost after the write took effect is found
 * out by reading, not taken for failure.
 */
export const laws: readonly Law[] = [...holding, ...trouble, ...writing];
