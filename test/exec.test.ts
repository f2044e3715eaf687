import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, EIP, newCluster } from './cluster.ts';

/** A program whose slot is a file beside it, one for each node: only that node can let go of it. */
const SLOT = `#!/bin/sh
case "$1" in
  take) : > "$KIRIKAE_NODE.taken" ;;
  release) rm -f "$KIRIKAE_NODE.taken" ;;
  status) [ -f "$KIRIKAE_NODE.taken" ] && exit 0; exit 7 ;;
esac
`;

const FILE = `version: 1
groups:
  web:
    resources:
      - ${EIP}
      - { name: service, type: exec, activate: [./slot.sh, take], deactivate: [./slot.sh, release], status: [./slot.sh, status] }
`;

async function withProgram() {
  const cluster = await newCluster(FILE);
  const path = join(cluster.folder, 'slot.sh');
  await writeFile(path, SLOT);
  await chmod(path, 0o755);
  return cluster;
}

describe('a program beside an address', () => {
  it('is taken after it and let go before it', async () => {
    const { a, holder } = await withProgram();
    const up = documentOf(await a.run('activate', 'web', '--json'));
    expect(up).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }, { outcome: 'done' }] });
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(holder()).toBeNull();
    const entries = (await a.journal()).filter(({ kind }) => kind === 'intent').map(({ action }) => action);
    expect(entries).toEqual(['ec2:AssociateAddress', 'exec:activate', 'exec:deactivate', 'ec2:DisassociateAddress']);
  });

  it('is a failed group where the address is gone: only this node can let go of the program', async () => {
    const { a, b } = await withProgram();
    await a.run('activate', 'web');
    await b.run('activate', 'web');
    const ended = await a.run('monitor', 'web');
    expect(ended).toMatchObject({
      code: 1,
      lastLine: expect.stringMatching(/HALF_ACTIVE web: service is active here/),
    });
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  });
});

describe('a program that others may write to', () => {
  it('is refused before anything is written, and the command that mends it is named', async () => {
    const { a, folder, writes } = await withProgram();
    const program = join(folder, 'slot.sh');
    await chmod(program, 0o757);
    const sentence = `: the program ./slot.sh is not safe: anybody may write to ${program}; take that right away: chmod o-w ${program} [exit 2`;
    const refused = await a.run('activate', 'web');
    expect(refused.code).toBe(2);
    expect(refused.lastLine).toMatch(/^kirikae: EXEC_UNSAFE web: .*kirikae\.yaml:6:9: groups\.web\.resources\[1\]: /);
    expect(refused.lastLine).toContain(sentence);
    expect((await a.run('config', 'check')).stderr).toContain('EXEC_UNSAFE');
    expect(writes()).toEqual([]);
    await chmod(program, 0o755);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  });

  it('is not run by what only looks: where it is cannot be told', async () => {
    const { a, folder } = await withProgram();
    await a.run('activate', 'web');
    await chmod(join(folder, 'slot.sh'), 0o757);
    const status = documentOf(await a.run('status', 'web', '--json'));
    const service = { name: 'service', state: null, error: { code: 'EXEC_UNSAFE' } };
    expect(status).toMatchObject({ exitCode: 20, resources: [{ name: 'public-address', state: 'active' }, service] });
    const monitor = documentOf(await a.run('monitor', 'web', '--json'));
    expect(monitor).toMatchObject({
      exitCode: 0,
      tolerated: true,
      error: { code: 'EXEC_UNSAFE', resource: 'service' },
    });
  });

  it.each([
    ['named from the working directory', () => 'tools/slot.sh'],
    ['named by its whole path', (tools: string) => `${tools}/slot.sh`],
    ['found in PATH', () => 'slot.sh'],
  ])('is refused for the folder that it is in: %s', async (_, wordFor) => {
    const { a, folder, rewrite } = await withProgram();
    const tools = join(folder, 'tools');
    await mkdir(tools);
    await rename(join(folder, 'slot.sh'), join(tools, 'slot.sh'));
    await rewrite(FILE.replaceAll('./slot.sh', wordFor(tools)));
    await chmod(tools, 0o777);
    const surroundings = { env: { PATH: `/usr/bin:/bin:${tools}` } };
    const ended = await a.runIn(surroundings, 'activate', 'web');
    expect(ended.lastLine).toContain(
      `anybody may write to ${tools}, on the way to ${join(tools, 'slot.sh')}; take that right away: chmod o-w ${tools} [exit 2`,
    );
    await chmod(tools, 0o755);
    expect(await a.runIn(surroundings, 'activate', 'web')).toMatchObject({ code: 0 });
  });

  it.each(['the file', 'the state record alone'])(
    'is not run by a stop, which releases the rest, by %s',
    async (by) => {
      const { a, folder, holder, rewrite } = await withProgram();
      await a.run('activate', 'web');
      await chmod(join(folder, 'slot.sh'), 0o757);
      if (by !== 'the file') await rewrite('version: 1\n');
      const ended = await a.run('deactivate', 'web');
      expect(ended).toMatchObject({
        code: 2,
        lastLine: expect.stringMatching(/EXEC_UNSAFE web\/service: .* chmod o-w /),
      });
      expect(holder()).toBeNull();
      await chmod(join(folder, 'slot.sh'), 0o755);
      expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    },
  );

  it('is run where it is given to an interpreter: of that alone is it known that it is a program', async () => {
    const { a, folder, rewrite } = await withProgram();
    await rewrite(FILE.replaceAll('./slot.sh', 'sh, ./slot.sh'));
    await chmod(join(folder, 'slot.sh'), 0o666);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  });
});
