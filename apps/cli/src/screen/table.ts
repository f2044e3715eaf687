import { filled, indented, type Line, plain, type Span, spansOf, trimmed, width } from './line.ts';
import { type Page, tableWidth } from './page.ts';
import { wrapped } from './wrap.ts';

/** How a table stands on its page. */
interface Layout {
  readonly page: Page;
  /** How far in its rows begin. */
  readonly indent?: number;
  /** What each column is called, in a block form too. */
  readonly heads?: readonly string[];
}

/** How many cells lie between two columns, and how many the last one must have: with fewer each record is a block. */
const GAP = 2;
const LEAST = 24;

/**
 * Records in columns, each as the lines that it takes; with heads those come first. The last column wraps inside itself; where it had
 * too little room for that, each record is a block: its name, then a line for each field.
 */
export function records(rows: readonly (readonly Line[])[], { page, indent = 2, heads }: Layout): Line[][] {
  const all = heads ? [heads, ...rows] : rows;
  const widths = columnsOf(all);
  const offset = indent + widths.reduce((sum, each) => sum + each + GAP, 0);
  const room = tableWidth(page) - offset;
  const longest = Math.max(0, ...all.map((row) => width(row.at(-1) ?? '')));
  if (room < LEAST && room < longest) return rows.map((row) => block(row, page, indent, heads));
  return all.map((row) => columns(row, widths, { offset, indent, room }));
}

/** The same as one list of lines. */
export const table = (rows: readonly (readonly Line[])[], layout: Layout): Line[] => records(rows, layout).flat();

/** The widths of all columns but the last. */
function columnsOf(rows: readonly (readonly Line[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length - 1));
  return Array.from({ length: count }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] === undefined ? 0 : width(row[at])))),
  );
}

function columns(
  row: readonly Line[],
  widths: readonly number[],
  { offset, indent, room }: { offset: number; indent: number; room: number },
): Line[] {
  const own = row.slice(0, -1);
  const before: Span[] = own.flatMap((cell, at) => [...spansOf(filled(cell, widths[at] ?? 0)), ' '.repeat(GAP)]);
  const last = row.at(-1) ?? '';
  const [first = '', ...further] = width(last) <= room ? [last] : wrapped(plain(last), room);
  const line = trimmed(indented([...before, ...spansOf(first)], indent));
  return [line, ...further.map((each) => ' '.repeat(offset) + plain(each))];
}

function block(
  [name = '', ...fields]: readonly Line[],
  page: Page,
  indent: number,
  heads: readonly string[] = [],
): Line[] {
  const names = heads.slice(1).map((each) => each.toLowerCase());
  const by = names.length > 0 ? Math.max(...names.map((each) => each.length)) + GAP : 0;
  const told = fields.flatMap((field, at): Line[] => {
    const head = (names[at] ?? '').padEnd(by);
    if (plain(field) === '') return [];
    const rows = wrapped(plain(field), tableWidth(page) - indent - 2 - by);
    const [first = '', ...further] = rows.length > 1 ? rows : [field];
    const value = [head, ...spansOf(first)];
    return [value, ...further.map((each) => ' '.repeat(by) + plain(each))].map((line) => indented(line, indent + 2));
  });
  return [trimmed(indented(name, indent)), ...told];
}
