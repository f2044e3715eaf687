import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { V4, V6 } from './world.ts';

const SCRIPT = fileURLToPath(new URL('in-namespace.ts', import.meta.url));
const TRIAL = 'ip link add dev kirikae0 type bridge && ip addr add 10.9.9.9/32 dev kirikae0';
const permitted = process.platform === 'linux' && spawnSync('unshare', ['-rn', 'sh', '-c', TRIAL]).status === 0;

interface Told {
  readonly command: string;
  readonly exitCode: number;
  readonly state: string;
  readonly detail: string;
  readonly writes: string[];
  readonly carried: string[];
}

/** What the commands of one node told, one after the other, in a network namespace. */
async function inNamespace(address: string, configureOs: boolean): Promise<Told[]> {
  const args = ['-rn', process.execPath, '--no-warnings', SCRIPT, address, String(configureOs)];
  const { stdout } = await promisify(execFile)('unshare', args);
  return JSON.parse(stdout);
}

describe('in a network namespace, with the real ip', () => {
  it.runIf(permitted).each([
    [V4, `${V4}/16`, 'PrivateIp'],
    [V6, `${V6}/128`, 'Ipv6'],
  ])('the device carries %s from activate to deactivate', async (address, carried, name) => {
    const [first, again, status, gone, after] = await inNamespace(address, true);
    expect(first).toMatchObject({ exitCode: 0, writes: [`ec2:Assign${name}Addresses`, 'os:AddAddress'] });
    expect(first?.carried).toEqual(['10.0.1.10/16', carried]);
    expect(again).toMatchObject({ exitCode: 0, outcome: 'unchanged', writes: [] });
    expect(status).toMatchObject({ state: 'active', detail: expect.stringContaining('on kirikae0') });
    expect(gone).toMatchObject({ exitCode: 0, writes: ['os:RemoveAddress', `ec2:Unassign${name}Addresses`] });
    expect(gone?.carried).toEqual(['10.0.1.10/16']);
    expect(after).toMatchObject({ state: 'inactive' });
  });

  it.runIf(permitted)(
    'without configureOs nothing but EC2 is changed, and status finds what people added',
    async () => {
      const [first, , status, gone] = await inNamespace(V4, false);
      expect(first).toMatchObject({ exitCode: 0, carried: ['10.0.1.10/16'] });
      expect(status).toMatchObject({ state: 'active', detail: expect.not.stringContaining("not on this machine's") });
      expect(gone?.carried).toEqual(['10.0.1.10/16', `${V4}/32`]);
    },
  );
});
