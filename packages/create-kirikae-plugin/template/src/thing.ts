import type { ReleasePolicy, ResourceType, Statement } from '@kirikae/core';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, schema } from './schema.ts';

/** A thing of Acme that one node has. Replace: what it is called, and what is true of the real thing. */
export const thing: ResourceType<Config, Resolved> = {
  type: 'acme/thing',
  summary: 'A thing of Acme that one node has',
  schema,
  staleReads: false, // true if a look may show an older state for a while
  release,
  takeable: () => true, // false if only this node can let go of it
  tellsHolder: () => true,
  resolve,
  create,
  targets: ({ endpoint, thing }) => [`${endpoint}/${thing}`],
  permissions,
};

function release(): ReleasePolicy {
  return { default: 'release', allowed: ['release', 'keep', 'keep-when-moving'] };
}

function permissions({ thing }: Resolved): Statement[] {
  return [{ actions: ['http:GET', 'http:PUT', 'http:DELETE'], resources: [thing] }];
}
