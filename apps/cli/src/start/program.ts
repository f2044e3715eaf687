import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/*
 * The built program: all chunks in one file, what V8 made of them in another (cache.js makes it, after a real run). Both are read once,
 * at the start: the disk may be what fails later. The cache is a help and nothing else. It names neither a user nor a path, and one that
 * is missing, damaged, or of another Node.js or another build is passed over.
 */

// zod compiles a function for each schema, which pays from the second time on that it is used; a command uses each once
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

/** Where each chunk begins and ends in a file, in bytes after its first line. */
type Places = Readonly<Record<string, readonly [from: number, to: number]>>;

interface Module {
  readonly exports: Record<string, unknown>;
}

/** A program that was read. */
interface Program {
  /** Runs a chunk, as `require` does: the first time alone. */
  run(name: string): unknown;
  /** The scripts that have been run so far, by the name of their chunk. */
  readonly scripts: ReadonlyMap<string, Script>;
  /** The checksum of the chunks, which a cache must name. */
  readonly checksum: number;
}

/** The file of all chunks in the folder of the bundle. */
const CHUNKS = 'program';
/** The file of what V8 made of them. */
export const CACHE = 'program.cache';
/** The Node.js whose V8 can use it. */
export const NODE = `${process.version} ${process.platform} ${process.arch}`;

/** Reads the program in a folder, without holding the process, which may be asked to end meanwhile. Throws where the chunks cannot be read. */
export async function openProgram(folder: string): Promise<Program> {
  const [file, cache] = await Promise.all([
    readFile(join(folder, CHUNKS)),
    readFile(join(folder, CACHE)).catch(() => undefined),
  ]);
  const checksum = crc32(file);
  const { head: places, body } = split<Places>(file);
  const cached = partsOf(cache, checksum);
  const scripts = new Map<string, Script>();
  const modules = new Map<string, Module>();

  const other = createRequire(join(folder, CHUNKS));
  const require = Object.assign((id: string): unknown => (places[id.slice(2)] ? run(id.slice(2)) : other(id)), other);
  const dynamic = async (id: string): Promise<object> =>
    id.startsWith('node:') ? Object.create(other(id), { default: { value: other(id) } }) : import(id);

  const load = (name: string, [from, to]: readonly [number, number]): Module => {
    const filename = join(folder, name);
    const script = new Script(body.toString('latin1', from, to), { filename, cachedData: cached(name) });
    scripts.set(name, script);
    const module: Module = { exports: {} };
    modules.set(name, module); // before it runs: chunks may need each other
    script.runInThisContext()(module.exports, require, module, filename, folder, dynamic);
    return module;
  };
  const run = (name: string): unknown => {
    const place = places[name];
    if (!place) throw new Error(`there is no chunk ${name}`);
    return (modules.get(name) ?? load(name, place)).exports;
  };
  return { run, scripts, checksum };
}

/** What a cache file says in its first line. */
interface CacheHead {
  readonly node: string;
  /** Of the chunks that it was made of, and of itself. */
  readonly program: number;
  readonly cache: number;
  readonly places: Places;
}

/** Gives a chunk's part of the cache; undefined where there is none that can be used. */
function partsOf(cache: Buffer | undefined, program: number): (name: string) => Buffer | undefined {
  try {
    const { head, body } = split<CacheHead>(cache ?? Buffer.alloc(0));
    const fits = head.node === NODE && head.program === program && head.cache === crc32(body);
    return (name) => (fits && head.places[name] ? body.subarray(...head.places[name]) : undefined);
  } catch {
    return () => undefined;
  }
}

/** A file whose first line is JSON. */
function split<T>(file: Buffer): { head: T; body: Buffer } {
  const end = file.indexOf('\n');
  return { head: JSON.parse(file.toString('latin1', 0, end)), body: file.subarray(end + 1) };
}
