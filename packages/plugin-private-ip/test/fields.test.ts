import { afterEach, describe, expect, test } from 'vitest';
import { privateIp } from '../src/private-ip.ts';
import { twoNodes } from './two-nodes.ts';
import { interfaceOf, V4 } from './world.ts';

/** What `activate` says of a file that is wrong. */
async function refused(config: Record<string, unknown>) {
  const { a, asked } = await twoNodes({ config });
  const { exitCode, error } = await a.activate();
  expect(exitCode).toBe(2);
  expect(asked('a')).toEqual([]);
  return `${error?.message} (${error?.hint})`;
}

describe('what the file says', () => {
  test.each([
    '10.0.3.256',
    '10.0.3.100/24',
    '010.0.3.100',
    '2001:db8::64/128',
    'fe80::1%eth0',
    'web.example.com',
    '',
    10.5,
    null,
    ['10.0.3.100'],
  ])('%j is not an address', async (address) => {
    expect(await refused({ address })).toMatch(/address must be an IPv4 or IPv6 address, without a prefix length/);
  });

  test('an allocation id where an address belongs is called one', async () => {
    expect(await refused({ address: 'eipalloc-0123456789abcdef0' })).toContain(
      'Elastic IP, for which there is aws/eip',
    );
  });

  test('a missing address is named', async () => {
    expect(await refused({ address: undefined })).toContain('address');
  });

  test.each([
    [{ takeover: 'never' }, /takeover.*always.*if-free/],
    [{ configureOs: 'yes' }, /configureOs/],
    [{ networkInterfaceId: 'i-0123456789abcdef0' }, /networkInterfaceId.*must be the id of a network interface/],
    [{ deviceIndex: -1 }, /deviceIndex/],
    [{ adress: V4 }, /unknown key adress.*address/],
    [{ networkInterfaceId: { perNode: { b: 'eni-0123456789abcdef0' } } }, /no value for node a/],
    [
      { networkInterfaceId: 'eni-0123456789abcdef0', deviceIndex: 1 },
      /deviceIndex says the interface, and so does networkInterfaceId.*remove one of them/,
    ],
    [{ metadata: 'off' }, /metadata is off and nodes: has no/],
  ])('%j is refused with path and remedy', async (config, words) => {
    expect(await refused(config)).toMatch(words);
  });

  test.each([
    ['2001:0DB8:0000:0000:0000:0000:0000:0064', '2001:db8::64'],
    ['10.0.3.100', '10.0.3.100'],
  ])('%s is written as %s', async (written, address) => {
    const { a, holders, simulator } = await twoNodes({ config: { address: written } });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    const listed = simulator.world.interfaces.flatMap(({ privateIpv4s, ipv6s }) => [...privateIpv4s, ...ipv6s]);
    expect(listed).toContain(address);
    expect(holders()).toHaveLength(written === address ? 1 : 0);
  });

  test('an interface of another node is refused, and those of this one are named', async () => {
    const { a, nodeA } = await twoNodes({ config: { networkInterfaceId: 'eni-0123456789abcdef0' } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain('eni-0123456789abcdef0 is not an interface of this node');
    expect(error?.hint).toContain(interfaceOf(nodeA));
  });

  test('it goes to the interface with the device index', async () => {
    const interfaces = [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10'] }];
    const { a, nodeA, holders } = await twoNodes({ config: { deviceIndex: 1 }, interfaces });
    await a.activate();
    expect(holders()).toEqual([nodeA.interfaces[1]?.id]);
  });
});

describe('configureOs', () => {
  test('keeps nothing: this machine would go on carrying what another has taken', async () => {
    const said = await refused({ configureOs: true, onDeactivate: 'keep-when-moving' });
    expect(said).toContain('onDeactivate must be release, not keep-when-moving: with configureOs this machine');
  });

  const { platform } = process;
  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: platform });
  });

  test.each(['win32', 'darwin'])('is exit 2 on %s', async (value) => {
    Object.defineProperty(process, 'platform', { value });
    expect(await refused({ configureOs: true })).toMatch(/configureOs works on Linux alone.*remove configureOs/);
  });
});

test.each([
  ['always', false, true],
  ['always', true, false],
  ['if-free', false, false],
])('with takeover %s and configureOs %s, takeable is %s', (takeover, configureOs, takeable) => {
  const config = privateIp.schema.parse({ address: V4, takeover, configureOs });
  expect(privateIp.policy?.takeable?.(config as never)).toBe(takeable);
});
