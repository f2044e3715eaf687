import type { ResourceType, Statement } from '@kirikae/core';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, schema } from './schema.ts';

/** A thing of Acme that one node has. Replace: what it is called, and what is true of the real thing. */
export const thing: ResourceType<Config, Resolved> = {
  type: 'acme/thing',
  summary: 'A thing of Acme that one node has',
  schema,
  resolve,
  create,
  targets: ({ endpoint, thing }) => [`${endpoint}/${thing}`],
  policy: { permissions },
};

function permissions({ thing }: Resolved): Statement[] {
  return [{ actions: ['http:GET', 'http:PUT', 'http:DELETE'], resources: [thing] }];
}
