import { AsyncLocalStorage } from 'node:async_hooks';
import { aroundEach, type TestContext } from 'vitest';

const current = new AsyncLocalStorage<TestContext>();
aroundEach((test, context) => current.run(context, test));

/** Runs something when the test that this is called in is over, also where tests run at the same time: vitest's own cannot tell them apart. */
export function whenFinished(tidy: () => unknown): void {
  const test = current.getStore();
  if (!test) throw new Error('there is no test that could be over');
  test.onTestFinished(async () => void (await tidy()));
}
