import { expect } from 'vitest';
import { type Cluster, EIP, fileOf, RECORD } from '../cluster.ts';
import { onTerminal } from './terminal.ts';

/*
 * Each screen as a person sees it, to the character, on terminals of 80 and of 120 columns, in a pipe, and without colours.
 */

export const NODES =
  'nodes:\n  web-1: { instanceId: i-0123456789abcdefa }\n  web-2: { instanceId: i-0123456789abcdefb }\n';
export const TWO = RECORD.replace(
  'private-ipv4 }]',
  'private-ipv4 }, { name: api.example.com, type: A, value: private-ipv4 }]',
);
export const BOTH = `${NODES}${fileOf(EIP, TWO)}`;

/** What differs from run to run, as one word of the same length or of none. */
export const fixed = (text: string): string =>
  text
    .replace(/\b\d+\.\d\d s\b/g, 'N s')
    .replace(/\b01[0-9A-HJKMNP-TV-Z]{24}\b/g, 'RUN')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'REQUEST')
    .replace(/\beipassoc-[0-9a-f]+/g, 'eipassoc-N')
    .replace(/\b\d+ ms\b/g, 'N ms')
    .replace(/ms,\n {8}request/g, 'ms, request') // a millisecond more or less may take a row more
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d( ?[+-]\d\d:\d\d)?/g, 'TIME')
    .replace(/activated \d+ s ago/, 'activated N s ago')
    .replace(/times [+-]\d\d:\d\d/, 'times ZONE');

/** The lines of a text, without what differs from run to run. */
export const lines = (text: string): string[] => fixed(text).replace(/\n$/, '').split('\n');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
export const withoutColours = (text: string): string => text.replace(/\x1b\[\d+m/g, '');

/** One command on terminals of several widths and in a pipe; no line of any may be wider than its terminal. */
export async function everywhere({ env }: Cluster['a'], args: readonly string[], fds: '1' | '2' = '1') {
  const name = fds === '1' ? 'stdout' : 'stderr';
  const on = async (columns: number, more: Record<string, string> = {}) => {
    const shown = (await onTerminal(env, { columns, fds, env: more }, ...args))[name];
    for (const line of withoutColours(shown).split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns || 80);
    return shown;
  };
  const narrow = await on(80);
  const colourless = await on(80, { NO_COLOR: '1' });
  expect(colourless).not.toContain('\x1b');
  expect(lines(withoutColours(narrow))).toEqual(lines(colourless));
  const dumb = lines(await on(80, { TERM: 'dumb' }));
  expect(dumb.filter((line) => !/ \d+ s left$/.test(line))).toEqual(lines(colourless));
  expect(lines(await on(0, { NO_COLOR: '1' }))).toEqual(lines(colourless));
  return { narrow: lines(colourless), wide: lines(await on(120, { NO_COLOR: '1' })), coloured: narrow };
}
