import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Document, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml';
import { coreError } from './errors.ts';
import { KirikaeError } from './kirikae-error.ts';
import { within } from './wait.ts';

/** A step into the file: a key or an index. */
export type Path = readonly PropertyKey[];

/** A configuration file as it was read: its plain content, and where everything stands. */
export interface ConfigFile {
  readonly path: string;
  /** `sha256:…` of the bytes, equal on two nodes if and only if the files are. */
  readonly digest: string;
  readonly content: unknown;
  /** "FILE:LINE:COLUMN" of the key or item at a path, or of the nearest thing around it that exists. */
  at(path: Path): string;
}

/** The largest file that is read, in bytes, and how long, in ms, the disk may take for it. */
const LIMIT = 1_000_000;
const PATIENCE = 2_000;
const WANTED = 'read the configuration';

/** Reads a file. UTF-8 with or without BOM, LF or CRLF. Throws `usage` for anything that cannot be used. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const bytes = await within(PATIENCE, read(path)).catch((error) => fail(path, error));
  if (bytes.length > LIMIT) throw coreError('CONFIG_TOO_BIG', WANTED, { path, size: bytes.length, limit: LIMIT });
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { path, digest, ...parse(path, decode(path, bytes)) };
}

/** Whoever may write the file decides what this node does with its rights. Windows has no such bits. */
const OTHERS_MAY_WRITE = 0o002;

async function read(path: string): Promise<Buffer> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && mode & OTHERS_MAY_WRITE) throw coreError('CONFIG_UNSAFE', WANTED, { path });
  return readFile(path);
}

async function fail(path: string, error: NodeJS.ErrnoException): Promise<never> {
  if (error instanceof KirikaeError) throw error;
  if (error.code !== 'ENOENT') {
    const reason = error.code === 'EISDIR' ? 'it is a directory' : (error.code ?? error.message);
    throw coreError('CONFIG_UNREADABLE', WANTED, { path, reason }, { cause: error });
  }
  throw coreError('CONFIG_NOT_FOUND', WANTED, { path, beside: await lookBeside(path) }, { cause: error });
}

/** Names a file that was probably meant: the other ending, or the one that Windows hides. */
async function lookBeside(path: string): Promise<string> {
  const names = await readdir(dirname(path)).catch(() => []);
  const stem = basename(path).replace(/\.ya?ml$/i, '');
  const meant = names.filter(
    (name) => name !== basename(path) && /^\.(ya?ml|ya?ml\.txt|txt)$/i.test(name.slice(stem.length)),
  );
  const found = meant.find((name) => name.toLowerCase().startsWith(stem.toLowerCase()));
  return found ? `, but there is ${join(dirname(path), found)}: rename it` : '';
}

function decode(path: string, bytes: Buffer): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw coreError('CONFIG_ENCODING', WANTED, { path, reason: 'it is UTF-16' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const line = firstBadLine(bytes);
    throw coreError('CONFIG_ENCODING', WANTED, { path, reason: `first in line ${line}` }, { cause: error });
  }
}

function firstBadLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  const bad = lines.findIndex((line) => Buffer.from(line, 'latin1').toString('utf8').includes('\ufffd'));
  return bad + 1;
}

function parse(path: string, text: string): Pick<ConfigFile, 'content' | 'at'> {
  const lines = new LineCounter();
  const wrong = (offset: number, message: string, cause: unknown): never => {
    const reason = (message.split('\n')[0] ?? '')
      .replace(/ at line \d+, column \d+:?$/, '')
      .replace(/; please use YAML\.parseAllDocuments\(\)$/, ' (---), and only one is read');
    throw coreError('CONFIG_YAML', WANTED, { at: place(path, lines, offset), reason }, { cause });
  };
  const document = parseDocument(text, { lineCounter: lines });
  const error = document.errors[0] ?? document.warnings[0]; // a tag that means nothing is only a warning there
  if (error) wrong(error.pos[0], error.message, error);
  const bad = badNode(document);
  if (bad) wrong(bad.offset, bad.reason, undefined);
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    wrong(0, (cause as Error).message, cause);
  }
  return { content, at: (steps) => place(path, lines, offsetOf(document.contents, steps)) };
}

/** What the parser lets pass: a key that later steps would pass over in silence, and a name that was never given. */
function badNode(document: Document.Parsed): { offset: number; reason: string } | undefined {
  let bad: { offset: number; reason: string } | undefined;
  const found = (range: readonly number[] | null | undefined, reason: string) => {
    bad = { offset: range?.[0] ?? 0, reason };
    return visit.BREAK;
  };
  visit(document, {
    Pair: (_, { key }) =>
      isScalar(key) && key.value === '__proto__' ? found(key.range, 'the key __proto__ is not allowed') : undefined,
    Alias: (_, alias) =>
      alias.resolve(document) ? undefined : found(alias.range, `there is no anchor &${alias.source} before this`),
  });
  return bad;
}

function place(path: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${path}:${Math.max(1, line)}:${Math.max(1, col)}`;
}

/** The offset of the last step that exists: of a map's key, of a list's item. */
function offsetOf(root: ParsedNode | null, steps: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of steps) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) return offset;
      offset = (pair.key as ParsedNode).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (node as ParsedNode | undefined)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
