import { describe, expect, test } from 'vitest';
import { ipCommand, withSystemFolders } from '../src/ip-command.ts';
import { fakeIp } from './fake-ip.ts';
import { twoNodes } from './two-nodes.ts';
import { interfaceOf, V4, V6 } from './world.ts';

const MAC = '06:00:00:00:01:00';
const signal = AbortSignal.timeout(60_000);

/** Two nodes of which A has a program `ip` of its own; B's address is moved by EC2 alone. */
async function withIp(address = V4, mac = MAC) {
  const ip = fakeIp(mac);
  const nodes = await twoNodes({ config: { address, configureOs: true }, env: { PATH: ip.folder } });
  /** As if B had taken it. */
  const moveToB = () => {
    for (const each of nodes.simulator.world.interfaces)
      each.privateIpv4s = each.privateIpv4s.filter((one) => one !== V4);
    nodes.nodeB.interfaces[0]?.privateIpv4s.push(V4);
  };
  return { ...nodes, ip, moveToB };
}

describe('activate', () => {
  test.each([
    [V4, `addr add ${V4}/16 dev eth0`],
    [V6, `addr add ${V6}/128 dev eth0 nodad`],
  ])('adds %s to the device after EC2 lists it here', async (address, command) => {
    const { a, ip, simulator, nodeA, holders } = await withIp(address);
    simulator.world.addressMoveMs = 500;
    const report = await a.activate();
    expect(report).toMatchObject({ exitCode: 0 });
    expect(report.resources).toMatchObject([
      { writes: [{ action: expect.stringMatching(/^ec2:Assign/) }, { action: 'os:AddAddress', outcome: 'done' }] },
    ]);
    expect(ip.told()).toEqual([command]);
    expect(holders()).toEqual([interfaceOf(nodeA)]);
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
  });

  test('does not add what EC2 has not brought here', async () => {
    const { a, ip, moveToB, simulator } = await withIp();
    moveToB();
    simulator.world.addressMoveMs = 60_000;
    expect(await a.activate({ timeout: 3_000 })).toMatchObject({ exitCode: 20 });
    expect(ip.told()).toEqual([]);
  });

  test('does not add what another node took after the write, and has lost the race', async () => {
    const { a, ip, moveToB, asked, beforeCallOfA } = await withIp();
    beforeCallOfA((action) => action.startsWith('Describe') && asked('a').some(({ write }) => write), moveToB);
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
    expect(ip.told()).toEqual([]);
  });

  test('is active only if both have it, and mends the device without a call that writes to EC2', async () => {
    const { a, ip, asked, nodeA } = await withIp();
    nodeA.interfaces[0]?.privateIpv4s.push(V4);
    expect(await a.status()).toMatchObject({
      resources: [{ state: 'inactive', detail: expect.stringMatching('not on eth0') }],
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(asked('a').some(({ write }) => write)).toBe(false);
    expect(ip.carried()).toContain(`${V4}/16`);
    expect(await a.status()).toMatchObject({
      resources: [{ state: 'active', detail: expect.stringMatching('on eth0') }],
    });
  });

  test('takes it in EC2 alone where the device carries it already', async () => {
    const { a, ip, moveToB } = await withIp();
    moveToB();
    ip.carry(`${V4}/32`);
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ after: { state: 'active' } }] });
    expect(ip.told()).toEqual([]);
  });

  test('only plans both in a dry run', async () => {
    const { a, ip, asked } = await withIp();
    const { resources } = await a.activate({ dryRun: true });
    expect(resources).toMatchObject([
      {
        writes: [
          { action: 'ec2:AssignPrivateIpAddresses', outcome: 'planned' },
          { action: 'os:AddAddress', outcome: 'planned' },
        ],
      },
    ]);
    expect(ip.told()).toEqual([]);
    expect(asked('a').some(({ write }) => write)).toBe(false);
  });
});

describe('deactivate', () => {
  test('removes it from the device before EC2 releases it', async () => {
    const { a, ip, holders } = await withIp();
    await a.activate();
    const { resources } = await a.deactivate({ strict: true });
    expect(resources).toMatchObject([
      { writes: [{ action: 'os:RemoveAddress' }, { action: 'ec2:UnassignPrivateIpAddresses' }] },
    ]);
    expect(ip.carried()).toEqual(['10.0.1.10/16']);
    expect(holders()).toEqual([]);
  });

  test('removes from the device what another node has taken meanwhile, and leaves it to that node', async () => {
    const { a, ip, asked, nodeB, moveToB, holders } = await withIp();
    await a.activate();
    moveToB();
    ip.carry(`${V4}/32`);
    expect(await a.status()).toMatchObject({
      resources: [{ state: 'elsewhere', detail: expect.stringContaining('yet 10.0.3.100 is on eth0 of this machine') }],
    });
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
    const before = asked('a').length;
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(
      asked('a')
        .slice(before)
        .some(({ write }) => write),
    ).toBe(false);
    expect(ip.carried()).toEqual(['10.0.1.10/16']);
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('keeps it in EC2, and ends with the cause, when the device does not let go of it', async () => {
    const { a, ip, nodeA, holders } = await withIp();
    await a.activate();
    ip.behave('ignores');
    const { exitCode, tolerated, error } = await a.deactivate();
    expect({ exitCode, tolerated }).toEqual({ exitCode: 1, tolerated: false });
    expect(error?.message).toContain('it is still listed after it');
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });
});

describe('what stands in the way', () => {
  test('missing rights are 22 and name the right', async () => {
    const { a, ip } = await withIp();
    ip.behave('denied');
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(22);
    expect(`${error?.message} (${error?.hint})`).toMatch(
      /denies os:AddAddress.*Operation not permitted.*CAP_NET_ADMIN/,
    );
  });

  test('an `ip` that says yes and does nothing is no success', async () => {
    const { a, ip } = await withIp();
    ip.behave('ignores');
    expect(await a.activate()).toMatchObject({ exitCode: 1, error: { code: 'OS_FAILED' } });
  });

  test('a failing look is an error with the command, never "not here", and nothing is written', async () => {
    const { a, ip, asked } = await withIp();
    ip.behave('hates');
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain('`ip -j addr show` failed (Option "-j" is unknown');
    expect(asked('a').some(({ write }) => write)).toBe(false);
  });

  test('no device with the MAC address of the interface', async () => {
    const { a } = await withIp(V4, '06:00:00:00:99:99');
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain(`no network device of this machine has the MAC address ${MAC}`);
  });

  test('no program `ip` in PATH', async () => {
    expect(withSystemFolders('')).toBe('/usr/sbin:/sbin');
    expect(withSystemFolders(':/opt/bin:')).toBe('/opt/bin:/usr/sbin:/sbin'); // an empty part is the working directory
    const look = ipCommand('/nowhere').show({ signal }, 'look');
    await expect(look).rejects.toMatchObject({ code: 'OS_IP_MISSING', hint: expect.stringContaining('iproute2') });
  });

  test('an answer that is not JSON', async () => {
    const ip = fakeIp(MAC);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${ip.folder}/ip`, `#!${process.execPath}\nconsole.log('1: lo');\n`);
    await expect(ipCommand(ip.folder).show({ signal }, 'look')).rejects.toMatchObject({ code: 'OS_FAILED' });
  });
});
