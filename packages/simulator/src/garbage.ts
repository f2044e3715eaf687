import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Garbage } from './fault-rule.ts';
import type { Answer } from './http.ts';

const portal = '<!doctype html><title>Sign in</title><h1>Sign in to this network</h1>';
const filler = Buffer.alloc(65_536, ' ');

/** What comes in place of an answer. However long it is, no more than a piece of it is held in memory. */
export function garbageAnswer(garbage: Garbage): Answer {
  const { body = portal, status = 200, contentType = 'text/html; charset=utf-8', gzip = false } = garbage;
  const headers = { 'content-type': contentType, ...(gzip && { 'content-encoding': 'gzip' }) };
  const pieces = piecesOf(garbage, Buffer.from(body));
  if (pieces === undefined && !gzip) return { status, headers, body };
  const stream = Readable.from(pieces ?? [Buffer.from(body)], { objectMode: false });
  return { status, headers, body: gzip ? stream.pipe(createGzip()) : stream };
}

function piecesOf({ size, endless, dripMs }: Garbage, start: Buffer): AsyncIterable<Buffer> | undefined {
  const total = endless ? Number.POSITIVE_INFINITY : size;
  if (dripMs !== undefined) return dripped(start, total ?? start.length, dripMs);
  return total === undefined ? undefined : filled(start, total);
}

async function* filled(start: Buffer, size: number): AsyncIterable<Buffer> {
  yield start.subarray(0, size);
  for (let left = size - start.length; left > 0; left -= filler.length) yield filler.subarray(0, left);
}

async function* dripped(start: Buffer, size: number, ms: number): AsyncIterable<Buffer> {
  for (let at = 0; at < size; at += 1) {
    yield at < start.length ? start.subarray(at, at + 1) : filler.subarray(0, 1);
    await setTimeout(ms);
  }
}

/** The true answer, spoilt on its way: its first half as if it were the whole, or with one text in place of another. */
export function spoiltAnswer(answer: Answer, { find, put = '' }: Garbage): Answer {
  const { body } = answer;
  if (typeof body !== 'string') return answer;
  return {
    ...answer,
    body: find === undefined ? body.slice(0, Math.floor(body.length / 2)) : body.replaceAll(find, put),
  };
}
