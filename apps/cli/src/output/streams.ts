import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { WriteStream } from 'node:tty';
import { visible } from '@kirikae/engine';
import { sizeOf } from './size.ts';
import { isTerminal, type Stream, say } from './words.ts';

/*
 * What oclif, plugins and `console` know as `process.stdout` and `process.stderr`: words of theirs take the same way as ours, or one
 * `console.log` would hold the process where nobody reads. This must be imported before them all.
 */

/** What streams of terminals have beside others. */
const ofTerminal = (name: Stream): object => ({
  isTTY: true,
  getWindowSize: () => sizeOf(name),
  getColorDepth: WriteStream.prototype.getColorDepth,
  hasColors: WriteStream.prototype.hasColors,
});

/** What oclif puts around words of its help on a terminal. It adds nothing, and whoever else writes there might hide something by it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const COLOURS = /\x1b\[[\d;]*m/g;

function streamOf(name: Stream, fd: number): Writable {
  const decoder = new StringDecoder();
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _, done) => {
      const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
      say(name, isTerminal(name) ? text.replace(COLOURS, '') : text);
      done();
    },
    destroy: (_, done) => done(null), // as Node.js's own, it cannot be closed
  });
  Object.assign(stream, { fd }, isTerminal(name) ? ofTerminal(name) : {});
  if (isTerminal(name)) Object.defineProperty(stream, 'columns', { get: () => sizeOf(name)[0] });
  return stream;
}

for (const [name, fd] of [
  ['stdout', 1],
  ['stderr', 2],
] as const) {
  const stream = streamOf(name, fd);
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
}

// Node.js writes its warnings to stderr by itself, and waits
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => say('stderr', `kirikae: warning: ${name} ${visible(message)}\n`));
