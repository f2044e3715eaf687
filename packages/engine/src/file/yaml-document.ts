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
/** A step into the file: a key or an index. */
export type Path = readonly PropertyKey[];

/** What is wrong in a text that is not the YAML that a file may hold, and where: offset in characters. */
export class YamlError extends Error {
  readonly at: string;
  constructor(at: string, reason: string, cause?: unknown) {
    super(reason, { cause });
    this.at = at;
  }
}

/** A file's text as plain content, and where everything stands in it. */
export interface YamlDocument {
  readonly content: unknown;
  /** "FILE:LINE:COLUMN" of the key or item at a path, or of the nearest thing around it that exists. */
  at(path: Path): string;
}

const TOO_DEEP = 'it is nested too deeply';

/** Reads one document. Takes no longer than its length asks for, whatever is in it. Throws `YamlError`. */
export function readYaml(path: string, text: string): YamlDocument {
  const lines = new LineCounter();
  const wrong = (offset: number, reason: string, cause?: unknown): never => {
    throw new YamlError(place(path, lines, offset), reason, cause);
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
    return { content, at: (steps) => place(path, lines, offsetOf(document.contents, steps)) };
  } catch (cause) {
    return wrong(0, (cause as Error).message, cause);
  }
}

function inOurWords(message: string): string {
  const [reason = ''] = message.split('\n');
  if (/call stack/.test(reason)) return TOO_DEEP;
  return reason.replace(/; please use YAML\.parseAllDocuments\(\)$/, ' (---), and only one is read');
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
  const keys = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const offset = key.range?.[0] ?? 0;
    if (keys.has(key.value)) return { offset, reason: 'Map keys must be unique' };
    if (key.value === '__proto__') return { offset, reason: 'the key __proto__ is not allowed' };
    keys.add(key.value);
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
