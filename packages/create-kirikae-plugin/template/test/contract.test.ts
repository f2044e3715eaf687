import { type Backend, describeResource, httpBackend } from '@kirikae/testkit';
import { thing } from '../src/thing.ts';

/** Acme in memory: what has to be replaced by what your other side really does. */
function createAcme(): Backend {
  const things = new Map<string, { holder: string; version: string }>();
  let versions = 0;
  return {
    handler: ({ method, path, query, body }) => {
      const name = path.replace('/things/', '');
      if (method === 'PUT') things.set(name, { holder: JSON.parse(body).holder, version: `v${++versions}` });
      if (method === 'DELETE' && things.get(name)?.version === query.get('version')) things.delete(name);
      const held = things.get(name);
      return held ? { json: held } : { status: 404 };
    },
    holders: () => [...things.values()].map(({ holder }) => holder), // the truth, by which the laws judge what the type says
    config: (endpoint) => ({ endpoint, thing: 'one' }),
  };
}

describeResource({ name: 'acme/thing', type: thing, harness: () => httpBackend(createAcme()) });
