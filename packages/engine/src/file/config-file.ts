import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KirikaeError } from '@kirikae/core';
import { concealContent, within } from '@kirikae/core/machinery';
import { refuseWeak } from '../machine/refuse-weak.ts';
import { engineError } from '../report/errors.ts';
import { readYaml, type YamlDocument, YamlError } from './yaml-document.ts';

/** A configuration file as it was read: its plain content, and where everything stands. */
export interface ConfigFile extends YamlDocument {
  readonly path: string;
  /** `sha256:…` of the bytes, equal on two nodes if and only if the files are. */
  readonly digest: string;
}

/** The largest file that is read, in bytes, and how long, in ms, the disk may take for it, and for a look at what is beside it. */
const LIMIT = 250_000;
const PATIENCE = 2_000;
const PATIENCE_BESIDE = 500;
const WANTED = 'read the configuration';
const DIRECTORY = 'it is a directory';

/** Reads a file. UTF-8 with or without BOM, LF or CRLF. Throws `usage` for anything that cannot be used. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const bytes = await within(PATIENCE, read(path)).catch((error) => fail(path, error));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { path, digest, ...parse(path, decode(path, bytes)) };
}

/** Whoever may write the file decides what this node does with its rights. Only a regular file has an end, and is opened at once. */
async function read(path: string): Promise<Buffer> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error(found.isDirectory() ? DIRECTORY : 'it is not a regular file');
  await refuseWeak(path, (weak) => engineError('CONFIG_UNSAFE', WANTED, { ...weak }));
  if (found.size > LIMIT) throw engineError('CONFIG_TOO_BIG', WANTED, { path, size: found.size, limit: LIMIT });
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LIMIT), 0, LIMIT, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function fail(path: string, error: NodeJS.ErrnoException): Promise<never> {
  if (error instanceof KirikaeError) throw error;
  if (error.code !== 'ENOENT') {
    const reason = error.code ?? error.message;
    throw engineError('CONFIG_UNREADABLE', WANTED, { path, reason, remedy: await mend(path, error) }, { cause: error });
  }
  const found = await lookBeside(path);
  const beside = found ? `, but there is ${found}: rename it` : '';
  const remedy = found
    ? `type \`${process.platform === 'win32' ? 'move' : 'mv'} ${found} ${path}\`, or name it: --config ${found}`
    : 'name the file with --config or KIRIKAE_CONFIG';
  throw engineError('CONFIG_NOT_FOUND', WANTED, { path, beside, remedy }, { cause: error });
}

/** What to do about a file that cannot be read. */
async function mend(path: string, { code, message }: NodeJS.ErrnoException): Promise<string> {
  if (message === DIRECTORY) {
    const names = await namesIn(path);
    const name = names.find((each) => each === 'kirikae.yaml') ?? names.find((each) => /\.ya?ml$/i.test(each));
    return `name the file in it: --config ${join(path, name ?? 'kirikae.yaml')}`;
  }
  if (code === 'EACCES' || code === 'EPERM')
    return `make it readable for the user that runs kirikae (ls -l ${path} shows who may), or run kirikae as root`;
  if (code === 'ENOTDIR') return `name the file: --config ${dirname(path)}`;
  return 'name another file with --config, or mend the disk that it is on';
}

const namesIn = (folder: string): Promise<string[]> => within(PATIENCE_BESIDE, readdir(folder)).catch(() => []);

/** A file that was probably meant: the other ending, or the one that Windows hides. */
async function lookBeside(path: string): Promise<string | undefined> {
  const names = await namesIn(dirname(path));
  const stem = basename(path).replace(/\.ya?ml$/i, '');
  const meant = names.filter(
    (name) => name !== basename(path) && /^\.(ya?ml|ya?ml\.txt|txt)$/i.test(name.slice(stem.length)),
  );
  const found = meant.find((name) => name.toLowerCase().startsWith(stem.toLowerCase()));
  return found && join(dirname(path), found);
}

function decode(path: string, bytes: Buffer): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw engineError('CONFIG_ENCODING', WANTED, { path, reason: 'it is UTF-16' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const line = firstBadLine(bytes);
    throw engineError('CONFIG_ENCODING', WANTED, { path, reason: `first in line ${line}` }, { cause: error });
  }
}

function firstBadLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  const bad = lines.findIndex((line) => Buffer.from(line, 'latin1').toString('utf8').includes('\ufffd'));
  return bad + 1;
}

/** An address with user-info, wherever it stands. */
const ADDRESS = /https?:\/\/[^\s/?#]*@/gi;

function parse(path: string, text: string): YamlDocument {
  try {
    const document = readYaml(path, text);
    concealContent(document.content);
    return document;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    concealContent(text.match(ADDRESS)); // the parser may quote what it does not understand
    const { at, message: reason, remedy } = error;
    throw engineError('CONFIG_YAML', WANTED, { at, reason, remedy }, { cause: error });
  }
}
