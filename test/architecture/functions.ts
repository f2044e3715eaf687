import { lineAt, moduleAt, visit } from './module.ts';

/** A function of a file: where it begins, and how many lines it has beside its tables. */
export interface Measured {
  readonly at: string;
  readonly lines: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The functions of a file, those within others too. */
export function functionsIn(file: string): Measured[] {
  const { text } = moduleAt(file);
  const [functions, literals]: [Span[], Span[]] = [[], []];
  const isFunction = (span: Span) => void functions.push(span);
  const isLiteral = (span: Span) => void literals.push(span);
  visit(file, {
    FunctionDeclaration: isFunction,
    FunctionExpression: isFunction,
    ArrowFunctionExpression: isFunction,
    ObjectExpression: isLiteral,
    ArrayExpression: isLiteral,
    TemplateLiteral: isLiteral,
  });
  const tables = outermost(literals.filter((literal) => !functions.some((each) => isIn(each, literal))));
  const breaks = ({ start, end }: Span): number => lineAt(text, end) - lineAt(text, start);
  return functions.map((each) => {
    const rows = tables.filter((table) => isIn(table, each)).map(breaks);
    return { at: `${file}:${lineAt(text, each.start)}`, lines: 1 + breaks(each) - rows.reduce((a, b) => a + b, 0) };
  });
}

const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** A table is one of values, or a text to print: a literal in which no function stands, and which stands in no other. */
const outermost = (spans: Span[]): Span[] =>
  spans.filter((span) => !spans.some((other) => other !== span && isIn(span, other)));
