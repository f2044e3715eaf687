import { z } from 'zod';
import { didYouMean } from './nearest.ts';

/** A strict object: unknown keys are errors that name the nearest known one. Use it for every object in a schema. */
export function strict<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape, { error: strictMessage(Object.keys(shape)) });
}

/** The message of a strict object for keys that it does not know. */
const UNKNOWN = 'unknown key ';

/** How a strict object is made in kirikae: an unknown key is an error that names the nearest known one. */
function strictMessage(known: readonly string[]): (issue: { code?: string; keys?: string[] }) => string | undefined {
  return ({ code, keys = [] }) =>
    code === 'unrecognized_keys'
      ? keys
          .map((key) => `${UNKNOWN}${key}${didYouMean(key, known)}\u0000the keys here are: ${known.join(', ')}`)
          .join('\u0001')
      : undefined;
}
