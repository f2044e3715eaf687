import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { isSea } from 'node:sea';
import { refused } from './refused.ts';

/** The absolute path by which a script calls this kirikae: the executable's, or that of the wrapper in a clone, which it hands over. */
export function ownBinary(env: Readonly<Record<string, string | undefined>>): string {
  const path = isSea() ? process.execPath : (env['KIRIKAE_BINARY'] ?? '');
  if (isAbsolute(path) && existsSync(path)) return path;
  throw refused(
    'this kirikae was not started by its own program, so its path is not known',
    'name it with --binary PATH',
  );
}
