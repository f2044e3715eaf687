import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { type OddSign, oddSign, oddSignNear } from './odd-sign.ts';

/** A step into the file: a key or an index. */
export type Path = readonly PropertyKey[];

/** What is wrong in a text that is not the YAML that a file may hold, and where: offset in characters. */
export class YamlError extends Error {
  readonly at: string;
  /** What to type. */
  readonly remedy: string;
  constructor(at: string, reason: string, remedy: string, cause?: unknown) {
    super(reason, { cause });
    this.at = at;
    this.remedy = remedy;
  }
}

/** A sign that only looks like another, and where it stands. */
interface Lookalike {
  readonly at: string;
  readonly name: string;
  readonly remedy: string;
}

/** A file's text as plain content, and where everything stands in it. */
export interface YamlDocument {
  readonly content: unknown;
  /** "FILE:LINE:COLUMN" of the key or item at a path, or of the nearest thing around it that exists. */
  at(path: Path): string;
  /** The same of what stands behind a key, if that is a text or a number. */
  valueAt(path: Path): string;
  /** The sign in the key or value at a path that only looks like another; where there is none, in the keys beside it. */
  lookalike(path: Path): Lookalike | undefined;
}

const TOO_DEEP = 'it is nested too deeply';

/** Reads one document. Takes no longer than its length asks for, whatever is in it. Throws `YamlError`. */
export function readYaml(path: string, text: string): YamlDocument {
  const lines = new LineCounter();
  const wrong = (offset: number, reason: string, cause?: unknown): never => {
    const odd = oddSignNear(text, offset);
    const told = odd ? `${reason}: there is ${odd.name} here` : reason;
    throw new YamlError(place(path, lines, odd?.offset ?? offset), told, odd?.remedy ?? remedyFor(reason), cause);
  };
  if (isTooDeep(text)) wrong(0, TOO_DEEP);
  // pretty errors and the parser's own look for keys that are there twice take the square of a file's length
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const error = document.errors[0] ?? document.warnings[0]; // a tag that means nothing is only a warning there
  if (error) wrong(error.pos[0], inOurWords(error.message), error);
  const bad = badNode(document);
  if (bad) wrong(bad.offset, bad.reason);
  try {
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    const at = (offset: number) => place(path, lines, offset);
    return {
      content,
      at: (steps) => at(offsetOf(document.contents, steps)),
      valueAt: (steps) => at(offsetOfValue(document.contents, steps)),
      lookalike: (steps) => {
        const odd = oddIn(text, document.contents, steps);
        return odd && { ...odd, at: at(odd.offset) };
      },
    };
  } catch (cause) {
    return wrong(0, (cause as Error).message, cause);
  }
}

function inOurWords(message: string): string {
  const [reason = ''] = message.split('\n');
  if (/call stack/.test(reason)) return TOO_DEEP;
  return reason.replace(/; please use YAML\.parseAllDocuments\(\)$/, ' (---), and only one is read');
}

/** What to type, by what the parser says. */
function remedyFor(reason: string): string {
  if (/[Tt]abs? /.test(reason)) return 'type two spaces for each tab';
  if (/unique/.test(reason)) return 'delete one of the two keys, with what is under it';
  if (/flow|expected.*[\]}]|bracket/i.test(reason))
    return 'type the bracket that is missing, or quotes (") around a text with brackets';
  if (/quote/i.test(reason)) return 'type the quote (") that is missing';
  if (/indent/i.test(reason)) return 'type two spaces before the key for each level above it';
  return 'write KEY: VALUE, with a space after the colon, and quotes (") around a text with signs in it';
}

/** The first odd sign of the key and the text at a path. Where nothing is there, the keys beside it may have swallowed it. */
function oddIn(text: string, root: ParsedNode | null, steps: Path): OddSign | undefined {
  const { key, value, around } = nodesAt(root, steps);
  const keys = around && isMap(around) ? around.items.map((pair) => pair.key) : [];
  for (const node of key || value ? [key, value] : [around, ...keys]) {
    if (!isScalar(node)) continue;
    const [from = 0, to = 0] = node.range ?? [];
    const odd = oddSign(text, from, to);
    if (odd) return odd;
  }
  return undefined;
}

/** The key and the value at a path, and the last node on the way to it that is there. */
function nodesAt(root: unknown, steps: Path): { key?: unknown; value?: unknown; around: unknown } {
  let [around, key, value]: unknown[] = [root, undefined, root];
  for (const step of steps) {
    around = value;
    const pair = isMap(around)
      ? around.items.find((each) => isScalar(each.key) && String(each.key.value) === String(step))
      : undefined;
    key = pair?.key;
    value = isSeq(around) ? around.items[Number(step)] : pair?.value;
    if (!pair && value === undefined) return { around };
  }
  return { key, value, around };
}

/** How many brackets, or list and key signs in one line, may stand inside each other: more than any file needs. */
const DEPTH = 100;

/** True if a text would overflow the stack, told by its tokens alone. Levels made by indentation cost too much text to be so many. */
function isTooDeep(text: string): boolean {
  let [brackets, signs] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (brackets === 0 && (token === '-' || token === '?' || token === ':')) signs++;
    else if (token.endsWith('\n')) signs = 0;
    if (brackets > DEPTH || signs > DEPTH) return true;
  }
  return false;
}

interface Bad {
  readonly offset: number;
  readonly reason: string;
}

/** What the parser lets pass: keys that are there twice or that later steps would pass over in silence, and names never given. */
function badNode(document: Document.Parsed): Bad | undefined {
  let bad: Bad | undefined;
  const anchors = new Set<string>();
  const seen = ({ anchor }: { anchor?: string | undefined }) => void (anchor !== undefined && anchors.add(anchor));
  visit(document, {
    Scalar: (_, node) => seen(node),
    Seq: (_, node) => seen(node),
    Map: (_, node) => {
      seen(node);
      bad = badKey(node);
      return bad && visit.BREAK;
    },
    Alias: (_, { source, range }) => {
      if (anchors.has(source)) return undefined;
      bad = { offset: range?.[0] ?? 0, reason: `there is no anchor &${source} before this` };
      return visit.BREAK;
    },
  });
  return bad;
}

/** How many keys one map may have: what is said of unknown ones takes the square of their number. */
const KEYS = 2_000;

function badKey({ items, range }: YAMLMap): Bad | undefined {
  if (items.length > KEYS) return { offset: range?.[0] ?? 0, reason: `more than ${KEYS} keys in one map` };
  const keys = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const offset = key.range?.[0] ?? 0;
    const text = String(key.value ?? ''); // as they are in the content: the number 1 and the text "1" are one key
    if (keys.has(text)) return { offset, reason: 'Map keys must be unique' };
    if (text === '__proto__') return { offset, reason: 'the key __proto__ is not allowed' };
    keys.add(text);
  }
  return undefined;
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

/** The offset of what stands behind the last key, if that is there and a scalar; else that of the key. */
function offsetOfValue(root: ParsedNode | null, steps: Path): number {
  const { value } = nodesAt(root, steps);
  const written = isScalar(value) && value.source !== '' ? value.range?.[0] : undefined;
  return written ?? offsetOf(root, steps);
}
