import { type ErrorDetails, type Kind, KirikaeError, type Transient } from './kirikae-error.ts';

/** One row of an error table: the sentence holds `{placeholders}`; docs are generated from it. */
export interface ErrorRow {
  kind: Kind;
  problem: string;
  hint: string;
  transient?: Transient;
  ambiguous?: boolean;
  lacking?: boolean;
}

const fill = (text: string, params: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key] ?? `{${key}}`));

/** Makes the error of one row: what was wanted (after "cannot"), what fills the placeholders, where it came from. */
export type MakeError<Code extends string> = (
  code: Code,
  wanted: string,
  params?: Record<string, string | number>,
  details?: Pick<ErrorDetails, 'cause' | 'requestId' | 'ambiguous' | 'encoded'>,
) => KirikaeError;

/** Turns an error table into a function that makes its errors: `error('CODE', 'read the file', { path }, { cause })`. */
export function errorsFrom<T extends Record<string, ErrorRow>>(table: T): MakeError<keyof T & string> {
  return (code, wanted, params = {}, details = {}) => {
    const row = table[code] as ErrorRow;
    const message = `${wanted ? `cannot ${wanted}, ` : ''}${fill(row.problem, params)}`;
    const { transient, ambiguous, lacking } = row;
    return new KirikaeError(row.kind, message, {
      code,
      hint: fill(row.hint, params),
      ...(transient && { transient }),
      ...(ambiguous !== undefined && { ambiguous }),
      ...(lacking && { lacking }),
      ...details,
    });
  };
}

/** One row that is neither `transient`, `ambiguous` nor `lacking`. */
export const row = (kind: Kind, problem: string, hint: string): ErrorRow => ({ kind, problem, hint });
