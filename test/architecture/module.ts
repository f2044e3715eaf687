import { type ParseResult, parseSync, Visitor, type VisitorObject } from 'rolldown/utils';
import { textOf } from '../repository.ts';

/** A source file as it is written: its text, and what a parser made of it, types included. */
export interface Module extends Pick<ParseResult, 'program' | 'comments'> {
  readonly text: string;
}

const parsed = new Map<string, Module>();

/** Reads a source file, by its path from the root. */
export function moduleAt(path: string): Module {
  const known = parsed.get(path);
  if (known) return known;
  const text = textOf(path);
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const module = { text, program, comments };
  parsed.set(path, module);
  return module;
}

/** Goes through a file's syntax. */
export const visit = (path: string, visitor: VisitorObject): void => new Visitor(visitor).visit(moduleAt(path).program);

/** On which line of a text a position is; the first line is 1. */
export const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;
