import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';

const tables = (count: number) => Array.from({ length: count }, (_, n) => `rtb-${String(n).padStart(17, '0')}`);

describe('what the file says wrong', () => {
  test.each([
    [{ destination: '10.9.0.1' }, 'destination must be a CIDR block such as'],
    [{ destination: '10.9.0.1/33' }, 'destination must be a CIDR block such as'],
    [{ destination: '010.9.0.1/32' }, 'destination must be a CIDR block such as'],
    [{ destination: '10.9/16' }, 'destination must be a CIDR block such as'],
    [{ destination: '10.9.0.1/032' }, 'destination must be a CIDR block such as'],
    [{ destination: 'fe80::1%eth0/128' }, 'destination must be a CIDR block such as'],
    [{ destination: ['10.9.0.1/32'] }, 'destination must be a CIDR block such as'],
    [{ destination: undefined }, 'destination is missing'],
    [{ destination: 'internet' }, 'destination must be a CIDR block such as'],
    [{ destination: '10.9.1.7/24' }, 'destination must be a whole block: write 10.9.1.0/24'],
    [{ destination: 'fd00:9::17/64' }, 'destination must be a whole block: write fd00:9::/64'],
    [{ routeTableIds: [] }, 'routeTableIds must name at least one route table'],
    [{ routeTableIds: undefined }, 'routeTableIds is missing'],
    [{ routeTableIds: tables(101) }, 'routeTableIds must name at most 100 route tables'],
    [{ routeTableIds: ['rtb-1'] }, 'routeTableIds[0] must be the id of a route table (rtb-...)'],
    [{ routeTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef0'] }, 'routeTableIds names a route table twice'],
    [{ routeTableIds: 'rtb-0123456789abcdef0' }, 'routeTableIds'],
    [{ networkInterfaceId: 'eni-X' }, 'networkInterfaceId must be the id of a network interface'],
    [{ networkInterfaceId: { perNode: { a: 'eni-X' } } }, 'networkInterfaceId.perNode.a must be the id of a network'],
    [{ networkInterfaceId: 'eni-0123456789abcdef0', deviceIndex: 0 }, 'deviceIndex says the interface, and so does'],
    [{ deviceIndex: -1 }, 'deviceIndex must be at least 0'],
    [{ create: 'yes' }, 'create'],
    [{ onDeactivate: 'release' }, 'onDeactivate must be keep, not release: a route is not taken away'],
    [{ onDeactivate: 'keep-when-moving' }, 'onDeactivate must be keep, not keep-when-moving'],
    [{ destinaton: 'x' }, 'unknown key destinaton; did you mean destination?'],
  ])('%j ends in 2 before anything is asked', async (config, sentence) => {
    const { a, actionsOf } = await twoNodes({ config });
    const actions = await actionsOf('a', async () => {
      const { exitCode, error } = await a.activate();
      expect([exitCode, error?.message]).toEqual([2, expect.stringContaining(sentence)]);
      expect(error?.hint).toBeTruthy();
    });
    expect(actions).toEqual([]);
  });
});
