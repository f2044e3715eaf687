import { type BackendRequest, type BackendResponse, describeResource, httpBackend } from '@kirikae/testkit';
import { thing } from '../src/thing.ts';

/** Acme in memory: what has to be replaced by what your other side really does. */
function createAcme() {
  const things = new Map<string, { holder: string; version: string }>();
  let versions = 0;
  return ({ method, path, query, body }: BackendRequest): BackendResponse => {
    const name = path.replace('/things/', '');
    if (method === 'PUT') things.set(name, { holder: JSON.parse(body).holder, version: `v${++versions}` });
    if (method === 'DELETE' && things.get(name)?.version === query.get('version')) things.delete(name);
    const held = things.get(name);
    return held ? { json: held } : { status: 404 };
  };
}

describeResource({
  name: 'acme/thing',
  type: thing,
  harness: () => httpBackend({ handler: createAcme(), config: (endpoint) => ({ endpoint, thing: 'one' }) }),
});
