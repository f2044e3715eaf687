import { type Host, KirikaeError, type Run, type Written } from '@kirikae/core';

/** Of one run for all cases of a question: clients are made once. The metadata service is at the same address as AWS. */
export function hostAt(url: string): Host {
  const made = new Map<string, unknown>();
  return {
    runId: 'RUN',
    version: '0.0.0',
    group: 'web',
    strategy: null,
    folder: '/nowhere',
    node: { name: 'web-1', entry: undefined },
    env: {
      AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    },
    count: () => {},
    once: <T>(key: string, make: () => T): T => {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as T;
    },
    log: () => {},
    refuseWeak: async () => {},
    read: (call) => call(new AbortController().signal),
  };
}

/** A run that asks once, so that what one answer comes to is seen. */
export function runOnce(written: (made: Written) => void): Run {
  const { signal } = new AbortController();
  return {
    node: { name: 'web-1', id: 'i-0000000000000000a' },
    resource: 'it',
    reason: null,
    signal,
    dryRun: false,
    unfinished: false,
    deadline: { remaining: () => 10_000, signal, clear: () => {} },
    log: () => {},
    progress: () => {},
    read: (call) => call(signal),
    readMany: async (question, about) => {
      const told = (await question.ask([about], signal)).get(about);
      if (told === undefined || told instanceof KirikaeError) throw told;
      return told;
    },
    write: async (_action, _summary, call) => {
      const made = await call(signal, async () => {});
      written(made);
      return made;
    },
    wait: async () => undefined,
  };
}
