import type { Law } from './law.ts';
import { doneIsTrue, endsInTime, everyEndHasItsReason, neverGivesUpEarly, readersNeverWrite } from './laws-of-ends.ts';
import { converges, letGoIsTrue, monitorIsRight } from './laws-of-truth.ts';
import {
  everyWriteIsJournalled,
  everyWriteIsVerified,
  neverBlindlyTwice,
  nobodyIsRobbed,
  nothingElseIsTouched,
  oneAtATime,
  policyIsKept,
  recordsAreCompared,
} from './laws-of-writes.ts';

/** Every law, by its name. */
export const LAWS: Readonly<Record<string, Law>> = {
  doneIsTrue,
  nobodyIsRobbed,
  nothingElseIsTouched,
  readersNeverWrite,
  everyWriteIsJournalled,
  neverBlindlyTwice,
  endsInTime,
  everyEndHasItsReason,
  monitorIsRight,
  letGoIsTrue,
  converges,
  oneAtATime,
  policyIsKept,
  everyWriteIsVerified,
  recordsAreCompared,
  neverGivesUpEarly,
};
