import { EC2Client } from '@aws-sdk/client-ec2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { onTestFinished } from 'vitest';
import { type SimulatedNode, type Simulator, type SimulatorOptions, startSimulator } from '../src/index.ts';

/** What differs from a client as a node has it: one attempt, own region, the node's credentials. */
export interface ClientOptions {
  region?: string;
  attempts?: number;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Starts a simulator that closes when the test is over. */
export async function newSimulator(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A simulator with two nodes and one address. */
export async function twoNodes(options?: SimulatorOptions) {
  const simulator = await newSimulator(options);
  const first = await simulator.addNode({ name: 'first' });
  const second = await simulator.addNode({ name: 'second' });
  const address = simulator.addAddress({ allocationId: 'eipalloc-1', publicIp: '203.0.113.50' });
  return { simulator, first, second, address };
}

/** The real EC2 client, as the node has it. */
export function ec2Of(simulator: Simulator, node: SimulatedNode, options: ClientOptions = {}): EC2Client {
  return new EC2Client(settings(simulator, node, options));
}

/** The real Route 53 client, as the node has it. */
export function route53Of(simulator: Simulator, node: SimulatedNode, options: ClientOptions = {}): Route53Client {
  return new Route53Client(settings(simulator, node, { region: 'us-east-1', ...options }));
}

function settings(simulator: Simulator, node: SimulatedNode, options: ClientOptions) {
  return {
    endpoint: simulator.url,
    region: options.region ?? simulator.region,
    credentials: options.credentials ?? node.credentials,
    maxAttempts: options.attempts ?? 1,
  };
}

/** The id of the node's first interface. */
export function interfaceOf(node: SimulatedNode): string {
  const [first] = node.interfaces;
  if (first === undefined) throw new Error(`${node.name} has no interface`);
  return first.id;
}

/** A clock that stands until it is moved. */
export function standingClock(start = Date.UTC(2026, 0, 1)) {
  let time = start;
  const advance = (ms: number): void => {
    time += ms;
  };
  return { now: () => time, advance };
}
