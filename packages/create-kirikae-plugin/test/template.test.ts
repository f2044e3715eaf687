import { httpBackend, openBench } from '@kirikae/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { thing } from '../template/src/thing.ts';

/** A node whose Acme answers every request of one method so. */
async function nodeBefore(method: string, status: number, text: string) {
  const harness = () =>
    httpBackend({
      handler: (request) => (request.method === method ? { status, json: text } : { status: 404 }),
      holders: () => [],
      config: (endpoint) => ({ endpoint, thing: 'one' }),
    });
  const bench = await openBench({ type: thing, harness });
  onTestFinished(() => bench.close());
  return bench.a;
}

test('an Acme that does not know the thing has refused, when it is to be taken', async () => {
  const a = await nodeBefore('PUT', 404, 'no such thing');
  expect(await a.activate()).toMatchObject({
    outcome: 'failed',
    error: { code: 'FAILED', message: expect.stringContaining('cannot take one, Acme answers 404') },
  });
});

test('an answer that is not what was agreed tells nothing: it is not "inactive", and no defect', async () => {
  const a = await nodeBefore('GET', 200, 'welcome to the hotel');
  expect(await a.status({ timeout: 1_000 })).toMatchObject({
    outcome: 'unreachable',
    resources: [{ state: null, error: { message: expect.stringContaining('the answer cannot be read') } }],
  });
});
