import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder, program, twoNodes } from './harness.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(README)?.[1] ?? '';

/** Stands in for ip(8): addresses are lines of a file. */
const IP = `#!/bin/sh
case "$1 $2" in
  "-o address") cat "$ADDRESSES" ;;
  "address add") echo "1: lo inet $3 scope host lo" >> "$ADDRESSES" ;;
  "address del") grep -vF "$3" "$ADDRESSES" > "$ADDRESSES.new"; mv "$ADDRESSES.new" "$ADDRESSES" ;;
esac
`;

test('the example in Bash takes, tells and lets go', async () => {
  const folder = newFolder();
  program(folder, 'address.sh', example('bash'));
  program(folder, 'ip', IP);
  const addresses = join(folder, 'addresses');
  writeFileSync(addresses, '1: lo inet 127.0.0.1/8 scope host lo\n');
  const commands = { activate: 'take', deactivate: 'release', status: 'status' };
  const lists = Object.fromEntries(Object.entries(commands).map(([event, word]) => [event, ['./address.sh', word]]));
  const env = { ADDRESS: '192.0.2.10/32', DEVICE: 'lo', ADDRESSES: addresses, PATH: `${folder}:/usr/bin:/bin` };
  const { a } = await twoNodes({ ...lists, env, workingDirectory: folder });
  expect((await a.monitor()).exitCode).toBe(7);
  expect((await a.activate()).exitCode).toBe(0);
  expect(readFileSync(addresses, 'utf8')).toContain('192.0.2.10/32');
  expect((await a.monitor()).exitCode).toBe(0);
  expect((await a.deactivate({ strict: true })).exitCode).toBe(0);
  expect(readFileSync(addresses, 'utf8')).toBe('1: lo inet 127.0.0.1/8 scope host lo\n');
});

describe('the examples are whole', () => {
  const hasPython = spawnSync('python3', ['--version']).status === 0;
  test.runIf(hasPython)('in Python: it compiles', () => {
    expect(
      spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: example('python') }).status,
    ).toBe(0);
  });

  test('in Bash: it parses', () => {
    expect(spawnSync('bash', ['-n'], { input: example('bash') }).status).toBe(0);
  });
});
