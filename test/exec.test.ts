import { chmod, writeFile } from 'node:fs/promises';
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
