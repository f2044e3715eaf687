import type { Law } from './law.ts';
import * as ends from './laws-of-ends.ts';
import * as managers from './laws-of-managers.ts';
import * as memory from './laws-of-memory.ts';
import * as truth from './laws-of-truth.ts';
import * as writes from './laws-of-writes.ts';

const { doneAtOnce, ...ofTruth } = truth;

/** Every law, by its name. */
export const LAWS: Readonly<Record<string, Law>> = { ...ofTruth, ...writes, ...ends, ...memory, ...managers };

/** Laws of what the program cannot do yet: how often each is broken is counted. */
export const TO_COME: Readonly<Record<string, Law>> = { doneAtOnce };
