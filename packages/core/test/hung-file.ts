import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { onTestFinished } from 'vitest';

/** Puts a file in place that hangs whoever opens it, as a disk does that has failed: a pipe with nobody at its other end. */
export async function hang(path: string): Promise<void> {
  execFileSync('mkfifo', [path]);
  onTestFinished(async () => {
    const both = await open(path, 'r+'); // frees those that hang, or the process could not end
    await new Promise((resolve) => setTimeout(resolve, 50));
    await both.close();
  });
}
