import { strict } from '@kirikae/core';
import { z } from 'zod';

/** The fields of `acme/thing`, checked before anything is asked; see the guide for secret() and defaults. */
export const schema = strict({
  endpoint: z.url('must be the address of Acme').meta({ description: 'The address of Acme.' }),
  thing: z.string().min(1, 'must name a thing').meta({ description: 'Which thing.' }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;
