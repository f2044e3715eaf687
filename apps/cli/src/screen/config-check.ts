import { placed } from '@kirikae/engine';
import { cells, firstCells } from './cells.ts';
import type { Line } from './line.ts';
import { count } from './numbers.ts';
import { type Page, tableWidth } from './page.ts';
import { sentence } from './wrap.ts';

/** What a check found, for people. */
interface Found {
  readonly path: string;
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
  /** The lines of the file, secrets masked. */
  readonly lines: readonly string[];
  readonly groups: number;
  readonly resources: number;
}

/** What is wrong in a file, each with its line, as compilers show it; in a pipe as editors follow it. */
export function checkScreen({ path, problems, lines, groups, resources }: Found, page: Page): Line[] {
  if (problems.length === 0)
    return sentence(`${path} is valid: ${count(groups, 'group')}, ${count(resources, 'resource')}`, page);
  if (page.width === undefined) return problems.map(({ message }) => brief(message));
  const head = sentence(`${path} has ${count(problems.length, 'problem')}`, page);
  return [...head, '', ...problems.flatMap((each) => problemLines(each, lines, page))];
}

/** The line that is quoted shows what is there instead. */
const brief = (message: string): string =>
  message.replace(/, not (?:"(?:[^"\\]|\\.)*"|nothing|a list|a map|[\w.-]+)(?=;|$)/, '');

function problemLines({ message, hint }: Found['problems'][number], lines: readonly string[], page: Page): string[] {
  const place = placed(message);
  if (!place) return sentence(`${message}; ${hint}`, page, 2);
  const { line, column, told } = place;
  const text = lines[line - 1];
  const quoted = text === undefined || text.trim() === '' ? [] : quote(text, line, column, page);
  return [...sentence(`${line}:${column} ${brief(told)}`, page, 2), ...quoted];
}

/** What stands at the place: a text in quotes, a key, a value. */
const TOKEN = /^(?:"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s,:#{}[\]]+(?::[^\s,{}[\]]+)*)/;

/** The line, and carets under what is meant; of a long one the part around them. */
function quote(text: string, number: number, column: number, page: Page): string[] {
  const line = text.replaceAll('\t', ' ');
  const before = line.slice(0, column - 1);
  const token = TOKEN.exec(line.slice(column - 1))?.[0] ?? line.slice(column - 1, column);
  const margin = `    ${number} | `;
  const room = tableWidth(page) - 1 - margin.length;
  const { shown, skipped } = around(line, cells(before), cells(before + token), room);
  const carets = '^'.repeat(Math.max(1, Math.min(cells(token), room - cells(before) + skipped)));
  const under = ' '.repeat(Math.max(0, cells(before) - skipped));
  return [margin + shown, `${' '.repeat(margin.length - 2)}| ${under}${carets}`];
}

const CUT = ' ...';

/** The part of a line that shows what is between two cells, and by how many cells what is there has moved to the left. */
function around(line: string, from: number, to: number, room: number): { shown: string; skipped: number } {
  if (cells(line) <= room) return { shown: line, skipped: 0 };
  if (to <= room - CUT.length) return { shown: firstCells(line, room - CUT.length) + CUT, skipped: 0 };
  const wanted = Math.max(0, Math.min(from, to - room + 2 * CUT.length));
  const left = firstCells(line, wanted + (cells(firstCells(line, wanted)) < wanted ? 1 : 0));
  const rest = line.slice(left.length);
  const fits = cells(rest) <= room - CUT.length;
  const shown = fits ? rest : firstCells(rest, room - 2 * CUT.length) + CUT;
  return { shown: `... ${shown}`, skipped: cells(left) - CUT.length };
}
