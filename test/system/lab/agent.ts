import { BINARY } from '../../binary.ts';
import { run } from './command.ts';

/** What kirikae prints for a manager, for a file. */
export async function printed(manager: string, file: string): Promise<string> {
  const { code, text } = await run(BINARY, ['script', manager, '--group', 'web', '--config', file]);
  if (code !== 0) throw new Error(`kirikae prints no script for ${manager}: ${text}`);
  return text;
}
