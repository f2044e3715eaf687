import { awsSettings, interfaceFields } from '@kirikae/aws';
import { strict } from '@kirikae/core';
import { z } from 'zod';
import { destination } from './destination.ts';

/** The fields of `aws/route-table`. */
export const schema = strict({
  ...awsSettings.shape,
  destination: destination().meta({ description: 'What leads to this node: a CIDR block, IPv4 or IPv6.' }),
  routeTableIds: z
    .array(z.string().regex(/^rtb-[0-9a-f]{8,17}$/, 'must be the id of a route table (rtb-...)'))
    .min(1, 'must name at least one route table')
    .max(100, 'must name at most 100 route tables')
    .refine((ids) => new Set(ids).size === ids.length, 'names a route table twice')
    .meta({ description: 'The route tables.' }),
  ...interfaceFields,
  create: z.boolean().default(false).meta({ description: 'True: a route that is missing is created.' }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;
