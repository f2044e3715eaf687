/** Where the element ends with which a document begins, and what is wrong with its outline. */
interface Outline {
  readonly end?: number;
  readonly wrong?: string;
}

/** The most elements that one may be in; the SDK's parser calls itself for each. */
const DEPTH = 100;

/** What looks like a tag and is none: how it begins, and how it ends. */
const NO_TAGS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * Goes through the tags of a document, without reading more of it. The SDK reads over what it does not know, and takes the text beside
 * elements for all there is, so that a list with something else in it would be an empty one. Step by step, since a pattern would look for
 * each end from every beginning.
 */
export function outlineOf(document: string): Outline {
  const open: string[] = [];
  let [from, hasText, mayHave] = [0, false, true]; // where the last tag ended; text since then; whether that is a leaf's
  for (let at = document.indexOf('<'); at >= 0; at = document.indexOf('<', from)) {
    hasText ||= /\S/.test(document.slice(from, at));
    const noTag = NO_TAGS.find(([begin]) => document.startsWith(begin, at));
    const end = document.indexOf(noTag?.[1] ?? '>', at);
    if (end < 0) break;
    from = end + (noTag?.[1] ?? '>').length;
    if (noTag) continue;
    const name = nameAt(document, at + 1, end);
    const closes = name.startsWith('/');
    if (hasText && !(closes && mayHave)) return { wrong: `text beside elements in ${open.at(-1)}` };
    const wrong = closes ? undefined : whyMisplaced(name, open, textAt(document, from));
    if (wrong) return { wrong };
    const isEmpty = document[end - 1] === '/';
    if (closes) open.pop();
    else if (!isEmpty) open.push(name);
    if (open.length === 0) return { end: from };
    [hasText, mayHave] = [false, !closes && !isEmpty];
  }
  return { wrong: 'cut off in the middle' };
}

/** What is wrong with an element in its place. */
function whyMisplaced(name: string, open: readonly string[], text: string): string | undefined {
  if (open.length >= DEPTH) return `elements more than ${DEPTH} deep`;
  if (isMisplaced(name, open)) return `${name} in ${open.at(-1)}`;
  return NUMBERS.test(name) && !/^\d+$/.test(text) ? `no number in ${name}` : undefined;
}

/** What stands for a number in answers of Route 53: the SDK takes an empty one for 0, which of a weight is "another's". */
const NUMBERS = /^(TTL|Weight|MaxItems)$/;

/** The text at a place, as far as a number can be long. */
const textAt = (document: string, from: number): string => document.slice(from, from + 20).split('<')[0] ?? '';

/** The longest name that is looked at. */
const LONGEST = 200;

const nameAt = (document: string, from: number, to: number): string =>
  /^\/?[^\s/]*/.exec(document.slice(from, Math.min(to, from + LONGEST)))?.[0] ?? '';

/** What stands in the lists of EC2 and Route 53. */
const ENTRIES = [
  [/^[a-z]\w*Set$/, 'item'],
  [/^ResourceRecordSets$/, 'ResourceRecordSet'],
  [/^ResourceRecords$/, 'ResourceRecord'],
] as const;

/** True for something else than an entry in a list, and for an entry that is in none. EC2 has lists of other names, but never at the top. */
function isMisplaced(name: string, open: readonly string[]): boolean {
  const parent = open.at(-1) ?? '';
  const [, entry = name] = ENTRIES.find(([list]) => list.test(parent)) ?? [];
  if (name !== entry) return true;
  if (name === 'item') return open.length < 2 || parent === 'item';
  return ENTRIES.some(([list, each]) => each === name && !list.test(parent));
}
