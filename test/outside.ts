import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';
import { ROOT } from './binary.ts';

/** A plugin that is no part of this repository, as source. */
export const SOURCE = join(ROOT, 'test/fixtures/balancer.js');
/** The package that it is installed as. */
export const PACKAGE = '@acme/kirikae-balancer';

/** Installs the plugin as a package below a folder, with copies of its own of all that it needs, as `npm install` does. */
export async function installPackage(folder: string): Promise<void> {
  const home = join(folder, 'node_modules', PACKAGE);
  await mkdir(home, { recursive: true });
  await cp(SOURCE, join(home, 'index.js'));
  await writeFile(
    join(home, 'package.json'),
    JSON.stringify({ name: PACKAGE, version: '1.0.0', type: 'module', exports: './index.js' }),
  );
  const core = join(folder, 'node_modules/@kirikae/core');
  for (const part of ['package.json', 'dist'])
    await cp(join(ROOT, 'packages/core', part), join(core, part), { recursive: true });
  for (const name of ['zod', 'yaml'])
    await cp(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), {
      recursive: true,
      filter: isLoaded,
    });
}

/** True for folders, and for what Node.js may load of a package as modules: of zod that is one file of seven. */
const isLoaded = (path: string): boolean => ['', '.js', '.json'].includes(extname(path));

const bundles = new Map<string, Promise<string>>();

/** Writes the plugin, or another of the fixtures, as one file that needs nothing else. */
export async function writeBundle(file: string, source = 'balancer.js'): Promise<void> {
  const made = bundles.get(source) ?? bundled(join(dirname(SOURCE), source));
  bundles.set(source, made);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await made);
}

async function bundled(input: string): Promise<string> {
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  return output[0].code;
}

/** The balancer that the plugin talks to. `locked`: it refuses every change. */
export interface Balancer {
  readonly url: string;
  readonly pools: Record<string, string>;
  /** The requests so far: "PUT /web". */
  readonly requests: string[];
  readonly tokens: Set<string | undefined>;
  locked: boolean;
}

/** Starts a balancer; it is gone when the test is over. */
export async function startBalancer(): Promise<Balancer> {
  const state = {
    pools: {} as Record<string, string>,
    requests: [] as string[],
    tokens: new Set<string | undefined>(),
  };
  const balancer = { ...state, locked: false, url: '' };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://balancer');
    const [pool, body] = [pathname.slice(1), (await request.toArray()).join('')];
    state.requests.push(`${request.method} ${pathname}`);
    state.tokens.add(request.headers.authorization);
    if (request.method !== 'GET' && balancer.locked) return response.writeHead(409).end('{}');
    if (request.method === 'PUT') state.pools[pool] = body;
    if (request.method === 'DELETE' && state.pools[pool] === searchParams.get('holder')) delete state.pools[pool];
    return response.end(JSON.stringify({ holder: state.pools[pool] ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  balancer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return balancer;
}
