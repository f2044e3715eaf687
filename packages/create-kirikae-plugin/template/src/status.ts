import type { Status } from '@kirikae/core';
import { z } from 'zod';
import type { Resolved } from './resolved.ts';

/** What Acme says of a thing. */
export const heldThing = z.object({ holder: z.string(), version: z.string() });

/** What that means, seen from this node; undefined: nobody has it. */
export function statusOf(found: z.output<typeof heldThing> | undefined, { thing, node }: Resolved): Status {
  if (!found) return { state: 'inactive', detail: `nobody has ${thing}` };
  const { holder, version } = found;
  return {
    state: holder === node ? 'active' : 'elsewhere',
    holder: { id: holder },
    version,
    detail: `${holder} has ${thing} (${version})`,
  };
}
