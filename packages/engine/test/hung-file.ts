import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** A process that holds a lease on a file: whoever opens it waits until the kernel takes it away, after 45 s (Linux, fcntl(2)). */
const LEASE = `open(my $file, "+<", $ARGV[0]) or die; $SIG{IO} = "IGNORE"; fcntl($file, 1024, 1) or die "no lease: $!";
  $| = 1; print "held"; sleep 60`;

/** Makes a regular file hang whoever opens it, until the test is over. */
export async function holdBack(path: string): Promise<void> {
  const holder = spawn('perl', ['-e', LEASE, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    holder.kill('SIGKILL');
    await once(holder, 'close');
  });
  await once(holder.stdout, 'data');
}
