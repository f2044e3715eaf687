import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { refusal } from '../src/command-line.ts';

/*
 * What cmd.exe makes of the command line that cross-spawn writes for a .bat or .cmd, by a model of cmd.exe's own rules: first
 * variables between percent signs, then carets and quotes, then words. What is left is read as every program of Windows reads its
 * command line. No cmd.exe has run this; the model is what is proved against.
 */

/** The command line that cross-spawn would hand to cmd.exe on Windows. */
function lineFor(file: string, args: readonly string[]): string {
  const require = createRequire(import.meta.url);
  const platform = process.platform;
  Object.defineProperty(process, 'platform', { value: 'win32' });
  const cached = Object.keys(require.cache).filter((path) => path.includes('cross-spawn'));
  for (const path of cached) delete require.cache[path];
  try {
    const { command, args: words, options } = require('cross-spawn')._parse(file, [...args], {});
    expect(command).toMatch(/cmd\.exe$/i);
    expect(words.slice(0, 3)).toEqual(['/d', '/s', '/c']);
    expect(options.windowsVerbatimArguments).toBe(true);
    return words[3];
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
    for (const path of Object.keys(require.cache)) if (path.includes('cross-spawn')) delete require.cache[path];
  }
}

/** The words that cmd.exe hands on. Throws if it would see a command of its own in the line. */
function readByCmd(line: string): string[] {
  const inner = line
    .replace(/^"(.*)"$/s, '$1')
    .replace(/%([^%]+)%/g, (all, name) => (name === 'PATH' ? 'EXPANDED' : all));
  const words = [''];
  let quoted = false;
  for (let n = 0; n < inner.length; n++) {
    let char = inner[n] ?? '';
    const escaped = char === '^' && !quoted;
    if (escaped) char = inner[++n] ?? '';
    else if (char === '"') quoted = !quoted;
    else if (!quoted && '&|<>()\n'.includes(char)) throw new Error(`cmd.exe sees ${char} in ${line}`);
    if (char === ' ' && !escaped && !quoted) words.push('');
    else words[words.length - 1] += char;
  }
  return words;
}

/** How a program of Windows reads one word of its command line, by the rules of CommandLineToArgvW. */
function argumentOf(word: string): string {
  let text = '';
  let quoted = false;
  for (const [, slashes = '', quote, char = ''] of word.matchAll(/(\\*)(?:(")|([^\\"])|$)/gs)) {
    text += quote ? '\\'.repeat(Math.floor(slashes.length / 2)) : slashes + char;
    if (quote && slashes.length % 2 === 1) text += '"';
    else if (quote) quoted = !quoted;
    else if (char === ' ' && !quoted) throw new Error(`${word} is more than one argument`);
  }
  return text;
}

const PIECES = [
  '',
  'plain',
  'a b',
  '"',
  '""',
  '\\',
  '\\\\',
  '\\"',
  '%',
  '%PATH%',
  '^',
  '&',
  '&& calc',
  '|',
  '<',
  '>',
  '(',
  ')',
  '!',
  "'",
  '`',
  '$HOME',
  '*',
  '?',
  ';',
  ',',
  '=',
  '/c',
  '切替',
];

const FILE = 'C:\\app\\take.cmd';

describe('what cross-spawn writes for a batch file', () => {
  test('comes back as the same arguments, whatever stands beside what', () => {
    for (const one of PIECES)
      for (const two of PIECES) {
        const args = [one + two, `${two} ${one}`, two].filter((arg) => !refusal(FILE, [arg], 'win32'));
        const [, ...words] = readByCmd(lineFor(FILE, args));
        expect(words.map(argumentOf)).toEqual(args);
      }
  });

  test.each(['C:\\Program Files (x86)\\take it & more\\take.bat', 'C:\\100%PATH%\\take.cmd'])('names %s', (file) => {
    expect(readByCmd(lineFor(file, ['x']))[0]).toBe(file);
  });

  test.each(['\\\\', 'say \\\\"no"'])('garbles %j, which is therefore refused', (arg) => {
    const [, ...words] = readByCmd(lineFor(FILE, [arg]));
    expect(words.map(argumentOf)).not.toEqual([arg]);
    expect(refusal(FILE, [arg], 'win32')).toBeDefined();
  });

  test('and the model does see an argument that is not quoted', () => {
    expect(() => readByCmd('"take.cmd a&calc"')).toThrow('cmd.exe sees &');
    expect(readByCmd('"take.cmd %PATH%"')[1]).toBe('EXPANDED');
    expect(() => argumentOf('a b')).toThrow('more than one argument');
  });
});
