import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileOf, newCluster } from './cluster.ts';

const PROGRAM = `#!/bin/sh
case "$1" in
  take) echo "$PGPASSWORD $API_KEY $PLAIN" > taken; echo "login with $PGPASSWORD failed" >&2; exit 3 ;;
  status) [ -f taken ] && exit 0; exit 7 ;;
esac
`;
const programs = 'activate: [./program.sh, take], deactivate: [./program.sh, release], status: [./program.sh, status]';
const withEnv = (env: string) => fileOf(`{ name: service, type: exec, ${programs}, env: ${env} }`);

it('secrets reach the program from where they are, and nothing that kirikae says or records', async () => {
  const { a, folder, rewrite } = await newCluster(
    withEnv('{ PGPASSWORD: { env: DB }, API_KEY: { file: key }, PLAIN: text }'),
  );
  await writeFile(join(folder, 'program.sh'), PROGRAM);
  await chmod(join(folder, 'program.sh'), 0o755);
  await writeFile(join(folder, 'key'), 'key-of-the-service\n', { mode: 0o600 });
  const surroundings = { env: { DB: 'open-sesame' } };
  const said: string[] = [];
  for (const args of [['activate', 'web', '--log-level', 'debug'], ['history'], ['status'], ['config', 'show']]) {
    const { stdout, stderr } = await a.runIn(surroundings, ...args);
    said.push(stdout, stderr);
  }
  expect(await readFile(join(folder, 'taken'), 'utf8')).toBe('open-sesame key-of-the-service text\n');
  said.push(await readFile(join(a.state, 'web.state.json'), 'utf8'));
  said.push(await readFile(join(a.state, 'journal.jsonl'), 'utf8'));
  expect(said.join('\n')).not.toMatch(/open-sesame|key-of-the-service/);
  expect(said.join('\n')).toContain('login with *** failed');

  expect(await a.run('config', 'check')).toMatchObject({ code: 2, lastLine: expect.stringContaining('variable DB') });
  await rewrite(withEnv('{ MYSQL_PWD: literally-secret }'));
  const literal = await a.run('config', 'check');
  expect(literal.code).toBe(2);
  expect(literal.lastLine).toMatch(/env\.MYSQL_PWD is a secret by its name.+\{ env: NAME \} or \{ file: PATH \}/);
  expect(literal.stdout + literal.stderr).not.toContain('literally');
});
