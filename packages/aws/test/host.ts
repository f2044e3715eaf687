import type { Host, NodeEntry } from '@kirikae/core';
import { startDeadline } from '@kirikae/core/machinery';
import { createPaces, createRead } from '@kirikae/engine';
import { type NodeOptions, type SimulatedNode, startSimulator } from '@kirikae/simulator';
import { onTestFinished, vi } from 'vitest';
import { type AwsSettings, awsSettings } from '../src/index.ts';

// what the machine that runs the tests has for AWS must not get into them
for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
vi.setConfig({ testTimeout: 30_000 });

/** What a test may want of a host. */
export interface HostOptions {
  readonly env?: Host['env'];
  readonly name?: string;
  readonly entry?: NodeEntry;
  /** Milliseconds for all that is read. */
  readonly timeout?: number;
  /** How many attempts without an answer a read may make. */
  readonly attempts?: number;
}

/** A host as the engine makes it for one run, with what it counted. */
export function newHost({ env = {}, name = 'a', entry, timeout = 10_000, attempts = 1_000 }: HostOptions = {}) {
  const deadline = startDeadline(timeout, 'the test');
  onTestFinished(() => deadline.clear());
  const counts: Record<string, number> = {};
  const made = new Map<string, unknown>();
  const host: Host & { counts: typeof counts } = {
    runId: 'RUN',
    version: '1.2.3',
    group: 'web',
    strategy: null,
    folder: '/nowhere',
    node: { name, entry },
    env: { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials', ...env },
    counts,
    count: (service) => {
      counts[service] = (counts[service] ?? 0) + 1;
    },
    once: <T>(key: string, make: () => T): T => {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as T;
    },
    log: () => {},
    refuseWeak: async () => {},
    read: createRead(deadline, { paceOf: createPaces(), attempts }),
  };
  return host;
}

/** Settings as a file gives them, with the defaults filled in. */
export const settings = (fields: Record<string, unknown> = {}): AwsSettings => awsSettings.parse(fields);

/** A simulated AWS with one node, which closes with the test. */
export async function oneNode(options: Partial<NodeOptions> = {}) {
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const node = await simulator.addNode({ name: 'a', ...options });
  /** What the node asked its metadata service, in order. */
  const asked = () => simulator.calls.filter(({ service }) => service === 'imds').map(({ action }) => action);
  return { simulator, node, asked, hostOn: (more: HostOptions = {}) => hostOn(node, more) };
}

/** A host on a simulated node. */
const hostOn = (node: SimulatedNode, { env, ...more }: HostOptions) =>
  newHost({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: node.imdsUrl, ...env }, ...more });
