import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BRIDGE } from './network.ts';

/** One request of the client, and when it was sent. */
interface Request {
  readonly at: number;
  readonly good: boolean;
}

/** A client in the bridge's namespace that asks the holder of the address all the time. */
export interface Client {
  /** Tells it whom to ask: `ADDRESS NAME`, or nothing. */
  ask(holder: string): void;
  /** The requests that failed since then. */
  failed(since: number): number;
  /** The longest time since then, in seconds, from the first failed request to the next good one. */
  outage(since: number): number;
  /** Whether the last request that was answered or given up was good. */
  content(): boolean;
  close(): void;
}

/** Starts the client. */
export function startClient(): Client {
  const requests: Request[] = [];
  const script = `${import.meta.dirname}/inside/client.ts`;
  const child = spawn('ip', ['netns', 'exec', BRIDGE, process.execPath, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [at, how] = line.split(' ');
    requests.push({ at: Number(at), good: how === 'good' });
  });
  const inOrder = (since: number) => requests.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at);
  return {
    ask: (holder) => void child.stdin.write(`${holder}\n`),
    failed: (since) => inOrder(since).filter(({ good }) => !good).length,
    outage: (since) => longestOutage(inOrder(since)),
    content: () => requests.at(-1)?.good ?? false,
    close: () => child.stdin.end(),
  };
}

function longestOutage(requests: readonly Request[]): number {
  let longest = 0;
  let began: number | undefined;
  for (const { at, good } of requests) {
    if (!good) began ??= at;
    else if (began !== undefined) {
      longest = Math.max(longest, at - began);
      began = undefined;
    }
  }
  return longest / 1000;
}
