import { execFile } from 'node:child_process';

/** How a command ended: its exit code (null: killed, or it could not be started), and what it printed on both ways. */
export interface Said {
  readonly code: number | null;
  readonly text: string;
}

/** Runs a command to its end, whatever that is. */
export const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Said> =>
  new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      const why = error !== null && code === null ? error.message : '';
      resolve({ code, text: `${stdout}${stderr}${why}` });
    });
  });

/** Runs a command line, whose words are separated by spaces, that has to succeed. */
export async function must(line: string): Promise<string> {
  const [program = '', ...args] = line.split(' ');
  const { code, text } = await run(program, args);
  if (code !== 0) throw new Error(`'${line}' ended with ${code}: ${text}`);
  return text;
}
