import { isSea } from 'node:sea';
import { coreError } from '@kirikae/core';

/** The absolute path by which a script calls this kirikae: that of the wrapper in a clone, which it hands over, else the executable's. */
export function ownBinary(env: Readonly<Record<string, string | undefined>>): string {
  const path = env['KIRIKAE_BINARY'] || (isSea() ? process.execPath : undefined);
  if (path) return path;
  const problem = 'this kirikae was not started by its own program, so its path is not known';
  throw coreError('SCRIPT_REFUSED', '', { problem, remedy: 'name it with --binary PATH' });
}
