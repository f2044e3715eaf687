import { awsSettings, interfaceFields } from '@kirikae/aws';
import { strict } from '@kirikae/core';
import { z } from 'zod';
import { addressField } from './address.ts';

/** The fields of `aws/private-ip`. */
export const schema = strict({
  ...awsSettings.shape,
  address: addressField(),
  ...interfaceFields,
  takeover: z
    .enum(['always', 'if-free'])
    .default('always')
    .meta({ description: '`if-free`: only if nobody has it, or this node has it at another interface.' }),
  configureOs: z
    .boolean()
    .default(false)
    .meta({ description: 'True to add the address to the network device as well (Linux).' }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;
