import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Environment } from '../src/command-line.ts';
import { asOrdinaryUser, makeFolder, runOne } from './programs.ts';
import { twoNodes } from './two-nodes.ts';

/** Puts a program into a folder. */
function put(folder: string, name: string, content: string, mode = 0o755): void {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
}

describe('a program is found', () => {
  test('in PATH by its bare name, and never in the working directory', async () => {
    const folder = makeFolder();
    put(folder, 'tool', '#!/bin/sh\nexit 3\n');
    expect((await runOne(['tool'], folder)).ending).toMatchObject({ how: 'not started' });
    const env = { PATH: `/nowhere:${folder}` };
    const { a } = await twoNodes({ status: ['tool'], env });
    const report = await a.status({ timeout: 5_000 });
    expect(report.resources).toMatchObject([{ error: { message: expect.stringContaining('exit code 3') } }]);
  });

  test('from the working directory by a relative path', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'bin'));
    put(folder, 'bin/tool', '#!/bin/sh\npwd\nexit 3\n');
    expect((await runOne(['bin/tool'], folder)).ending).toMatchObject({ code: 3, stdout: [folder] });
    expect((await runOne(['./bin/tool'], folder)).ending).toMatchObject({ code: 3 });
  });

  test('from the folder of the file where no working directory is given', async () => {
    const { a, put: write, config } = await twoNodes({ status: ['sh', './here.sh'] });
    write('here.sh', 'echo "in $PWD"; exit 0');
    const { workingDirectory: _, ...resource } = config;
    const resources = [{ type: 'exec', ...resource }];
    const configPath = write('kirikae.yaml', JSON.stringify({ version: 1, groups: { laws: { resources } } }));
    const report = await a.status({ configPath });
    expect(report.resources).toMatchObject([{ state: 'active', detail: `in ${join(configPath, '..')}` }]);
  });
});

describe('a program that cannot be started is told with what to do:', () => {
  const told = async (words: string[], folder = makeFolder(), env: Environment = process.env) => {
    const { ending } = await runOne(words, folder, new AbortController().signal, env);
    return ending.how === 'not started' ? `${ending.obstacle}; ${ending.remedy}` : ending.how;
  };
  /** A folder that nobody but root may enter, in one that all may; its owner may still remove it. */
  const closedFolder = () => {
    const folder = makeFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'closed'), { mode: 0o600 });
    return { folder, closed: join(folder, 'closed') };
  };

  test('one that is not in PATH', async () => {
    const folder = makeFolder();
    put(folder, 'file', '');
    for (const PATH of ['/bin', '', ':', 'no/such/folder:/bin', `${folder}/file:/bin`, `/${'x'.repeat(300)}:/bin`])
      expect(await told(['no-such-program'], folder, { PATH })).toBe(
        'there is no program no-such-program in PATH; install it, or write its whole path',
      );
    expect(await told(['x'.repeat(300)], folder, { PATH: '/bin' })).toContain('there is no program xxx');
  });

  test('one that is not in PATH, of which not all can be looked at', async () => {
    const { folder, closed } = closedFolder();
    symlinkSync('round', join(folder, 'round'));
    const env = { PATH: `${closed}:/bin:${folder}/round` };
    expect(await asOrdinaryUser(() => told(['no-such-program'], folder, env))).toBe(
      `there is no program no-such-program in PATH, though this user cannot look at ${closed}/no-such-program (EACCES), ${folder}/round/no-such-program (ELOOP); install it, or write its whole path`,
    );
    expect(await asOrdinaryUser(() => told(['true'], folder, env))).toBe('exited');
  });

  test('a path that cannot be looked at', async () => {
    const { folder, closed } = closedFolder();
    symlinkSync('round', join(folder, 'round'));
    expect(await asOrdinaryUser(() => told([join(closed, 'tool')], folder))).toBe(
      `this user cannot look at ${closed}/tool (EACCES); look at it by hand as the user that runs kirikae (ls -l ${closed}/tool), and mend what that shows, or correct its path`,
    );
    expect(await told(['./round'], folder)).toContain(`this user cannot look at ${folder}/round (ELOOP);`);
  });

  test('a path at which there is nothing, or a folder', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'sub'));
    expect(await told(['./gone.sh'], folder)).toContain(`there is no file ${join(folder, 'gone.sh')}; put the program`);
    expect(await told(['./sub'], folder)).toContain(`there is no file ${join(folder, 'sub')};`);
    put(folder, 'file', '');
    expect(await told(['file/tool'], folder)).toContain(`there is no file ${join(folder, 'file/tool')};`);
    expect(await told([`./${'x'.repeat(300)}`], folder)).toContain(`there is no file ${folder}/xxx`);
  });

  test('one that is not executable', async () => {
    const folder = makeFolder();
    put(folder, 'plain.sh', 'exit 0', 0o644);
    const path = join(folder, 'plain.sh');
    expect(await told(['./plain.sh'], folder)).toBe(
      `${path} is there, but this user may not run it; make it executable (chmod +x ${path}), or name its interpreter first: [sh, ./plain.sh]`,
    );
  });

  test('one whose interpreter is not there', async () => {
    const folder = makeFolder();
    put(folder, 'crlf.sh', '#!/bin/sh\r\nexit 0\r\n');
    expect(await told(['./crlf.sh'], folder)).toContain('line end included (LF, not CRLF)');
  });

  test('one that the system refuses', async () => {
    expect(await told(['sh', '-c', 'exit 0', 'x'.repeat(3_000_000)])).toContain('cannot be started (E2BIG)');
  });

  test('a working directory that is not there', async () => {
    expect(await told(['sh'], '/nowhere/at/all')).toBe(
      'the working directory /nowhere/at/all is not there; make it, or correct workingDirectory',
    );
    expect(await told(['sh'], '/dev/null/at/all')).toContain('the working directory /dev/null/at/all is not there');
  });

  test('a working directory that may not be entered', async () => {
    const { closed } = closedFolder();
    for (const path of [closed, join(closed, 'sub')])
      expect(await asOrdinaryUser(() => told(['/bin/true'], path))).toBe(
        `this user cannot enter the working directory ${path} (EACCES); let it enter that folder and those above it, or correct workingDirectory`,
      );
  });
});

describe('what that means', () => {
  test('for status: it cannot tell', async () => {
    const { a } = await twoNodes({ status: ['./gone.sh'] });
    const report = await a.status();
    expect(report).toMatchObject({ exitCode: 20, resources: [{ error: { code: 'EXEC_STATUS_NOT_STARTED' } }] });
  });

  test('for status by way of a shell that does not find it: the same', async () => {
    const { a, get } = await twoNodes({ status: ['sh', '-c', 'echo x >> asked; no-such-program'] });
    const report = await a.status();
    expect(report).toMatchObject({ exitCode: 20, resources: [{ error: { code: 'EXEC_STATUS_NOT_STARTED' } }] });
    expect(get('asked')).toBe('x\n');
  });

  test.each(['activate', 'deactivate'] as const)('for %s: it has failed', async (verb) => {
    const { a } = await twoNodes({ [verb]: ['./gone.sh'] });
    if (verb === 'deactivate') await a.activate();
    const report = await a[verb]();
    expect(report).toMatchObject({ exitCode: 1, error: { code: 'EXEC_NOT_STARTED' } });
    expect(report.error?.message).toContain(`cannot ${verb}, there is no file`);
  });
});
