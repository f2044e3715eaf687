import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { CACHE, NODE, openProgram } from '../src/start/program.ts';

/** Runs the program as bin/kirikae.js does, and at its end keeps what V8 has compiled. */
const folder = fileURLToPath(new URL('../dist/bundle', import.meta.url));
const { run, scripts, checksum } = await openProgram(folder);

process.on('exit', () => {
  const places = {};
  const parts = [];
  let length = 0;
  for (const [name, script] of scripts) {
    const data = script.createCachedData();
    places[name] = [length, length + data.length];
    length += data.length;
    parts.push(data);
  }
  const body = Buffer.concat(parts);
  const head = JSON.stringify({ node: NODE, program: checksum, cache: crc32(body), places });
  writeFileSync(join(folder, CACHE), Buffer.concat([Buffer.from(`${head}\n`), body]));
});

run('main.js');
