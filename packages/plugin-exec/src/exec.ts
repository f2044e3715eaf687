import type { ReleasePolicy, ResourceType, Statement } from '@kirikae/core';
import { told } from './command-line.ts';
import type { Verb } from './protocol.ts';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, schema } from './schema.ts';

/** What three programs take, release and look at. */
export const exec: ResourceType<Config, Resolved> = {
  type: 'exec',
  summary: 'Anything that programs of your own take, release and look at',
  schema,
  resolve,
  create,
  targets: ({ activate, deactivate, status, env, workingDirectory }) => [
    `what ${[activate, deactivate, status].map((each) => JSON.stringify(each)).join(', ')} move in ${workingDirectory} with ${sorted(env)}`,
  ],
  policy: { permissions, release, takeable: () => false },
};

const sorted = (env: Resolved['env']): string => JSON.stringify(Object.entries(env).sort());

function release(): ReleasePolicy {
  const because = 'only this node can let go of what its programs hold';
  return { default: 'release', allowed: ['release'], because };
}

const VERBS: readonly Verb[] = ['activate', 'deactivate', 'status'];

function permissions(resolved: Resolved): Statement[] {
  return VERBS.map((verb) => ({ actions: [`exec:${verb}`], resources: [told(resolved[verb])] }));
}
