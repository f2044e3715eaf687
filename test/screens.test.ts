import { describe, expect, it } from 'vitest';
import { ALLOCATION, EIP, fileOf, newCluster, plus } from './cluster.ts';
import { BOTH, everywhere, fixed, lines, NODES, TWO, withoutColours } from './terminal/screen.ts';
import { onTerminal, startOnTerminal } from './terminal/terminal.ts';

describe('activate', () => {
  it('says what was taken, from whom, and what was as it was', async () => {
    const { a, b } = await newCluster(BOTH);
    const first = await onTerminal(a.env, { fds: '1' }, 'activate', 'web');
    expect(lines(withoutColours(first.stdout))).toEqual([
      'web is active on web-1 (this node), in N s',
      '  + public-address  203.0.113.50                  nobody -> web-1',
      '  + www             www.example.com A and 1 more  nobody -> web-1',
    ]);
    expect(first.stdout).toContain('\x1b[32m+\x1b[0m public-address');
    expect(lines((await a.run('activate', 'web')).stdout)).toEqual([
      'web is active on web-1 (this node), in N s',
      '  = public-address  203.0.113.50                  web-1 had it',
      '  = www             www.example.com A and 1 more  web-1 had it',
    ]);
    const over = await b.run('activate', 'web');
    expect(lines(over.stdout)).toEqual([
      'web is active on web-2 (this node), taken over from web-1 in N s',
      '  ~ public-address  203.0.113.50                  web-1 -> web-2',
      '  ~ www             www.example.com A and 1 more  10.0.1.10 (no node) -> web-2',
    ]);
    expect(over.stderr).toBe('');
  });

  it('tells a denial by who has it now, and breaks the last line into rows that are the line', async () => {
    const { a, b, simulator } = await newCluster(BOTH);
    await a.run('activate', 'web');
    simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
    const { stdout, stderr: line } = await b.run('activate', 'web');
    expect(lines(stdout)).toEqual([
      'web is not active on web-2 (this node): denied, in N s',
      '  ! public-address  203.0.113.50                  web-1 still has it',
      '  . www             www.example.com A and 1 more  not tried',
    ]);
    const { narrow, wide } = await everywhere(b, ['activate', 'web', '--yes'], '2');
    expect(narrow).toEqual([
      'kirikae: AWS_DENIED web/public-address:',
      '  cannot take 203.0.113.50, AWS denies ec2:AssociateAddress to the role',
      '    kirikae-node;',
      "  add it to that role's policy",
      '  [exit 22, run RUN]',
    ]);
    for (const rows of [narrow, wide]) expect(`${rows.map((row) => row.trimStart()).join(' ')}\n`).toBe(fixed(line));
    expect(line.length).toBeLessThan(200);
  });

  it('is degraded where what is not required failed, and never "active" alone', async () => {
    const file = `${NODES}${fileOf(EIP, plus(TWO, 'required: false'))}`;
    const { a, b, simulator } = await newCluster(file);
    await a.run('activate', 'web');
    simulator.faults.add({ kind: 'deny', action: 'ChangeResourceRecordSets' });
    const { stdout, code } = await b.run('activate', 'web');
    expect(code).toBe(23);
    expect(lines(stdout)).toEqual([
      'web is active on web-2 (this node) but for www: degraded, in N s',
      '  ~ public-address  203.0.113.50                  web-1 -> web-2',
      '  ! www             www.example.com A and 1 more  10.0.1.10 (no node) still has it',
    ]);
  });

  it('shows in one line what it waits for, never wider than the terminal, and wipes it', async () => {
    const { a, simulator } = await newCluster(BOTH);
    simulator.faults.add({ kind: 'throttle', action: 'AssociateAddress', times: 4 });
    const { written: stderr, code } = await onTerminal(a.env, { columns: 80, fds: '2' }, 'activate', 'web');
    expect([code, stderr.includes('\n'), stderr.includes('\x1b')]).toEqual([0, false, false]);
    const drawn = stderr.split('\r').filter((each) => each.trim() !== '');
    expect(drawn.join('\n')).toMatch(
      /^\[1\/2\] public-address: throttled by AWS, attempt \d( in \d+ s)? +\d+ s, \d+ s left *$/m,
    );
    for (const each of stderr.split('\r')) expect(each.length).toBeLessThanOrEqual(79);
    expect(stderr).not.toMatch(/failed/);
    expect(stderr.split('\r').at(-1)).toBe('');
    expect(stderr.split('\r').at(-2)?.trim()).toBe('');
  });
});

describe('the plan, and the question', () => {
  it('shows each write with its permission, who loses, and what could not be asked', async () => {
    const { a, b } = await newCluster(BOTH);
    await a.run('activate', 'web');
    const { narrow } = await everywhere(b, ['activate', 'web', '--dry-run']);
    expect(narrow).toEqual([
      'Plan: activate web on web-2 (this node); nothing is written.',
      '',
      '  ~ public-address  203.0.113.50: web-1 -> web-2',
      `      associate ${ALLOCATION} with eni-0123456789abcdefb/10.0.1.11`,
      '      needs ec2:AssociateAddress',
      '  ~ www             www.example.com A and 1 more: 10.0.1.10 (no node) -> web-2',
      '      www.example.com A: 10.0.1.10 -> 10.0.1.11',
      '      api.example.com A: 10.0.1.10 -> 10.0.1.11',
      '      needs route53:ChangeResourceRecordSets',
      '',
      '2 writes: 0 taken, 2 taken over, 0 released; 0 unchanged. Loses: web-1,',
      '  10.0.1.10 (no node).',
      'Not tried: route53:ChangeResourceRecordSets; only a write can.',
    ]);
  });

  it('asks with the plan and its effect, and says that nothing was written', async () => {
    const { a, b, holder } = await newCluster(`${NODES}${fileOf(EIP)}`);
    await a.run('activate', 'web');
    const asked = await onTerminal(b.env, { fds: '012', answer: 'n' }, 'activate', 'web');
    expect(lines(withoutColours(asked.stdout))).toEqual([
      'Plan: activate web on web-2 (this node); nothing is written.',
      '',
      '  ~ public-address  203.0.113.50: web-1 -> web-2',
      `      associate ${ALLOCATION} with eni-0123456789abcdefb/10.0.1.11`,
      '      needs ec2:AssociateAddress',
      '',
      'web-1 has public-address now and loses it to web-2 (this node).',
      'Take over web? [y/N] n',
      'kirikae: DECLINED web:',
      '  cannot activate web, you did not agree, nothing was written;',
      '  answer y, or run it with --yes',
      '  [exit 2, run RUN]',
    ]);
    expect([asked.code, holder()]).toEqual([2, 'web-1']);
  });
});

describe('deactivate', () => {
  it('asks, releases, keeps, and has nothing to release', async () => {
    const { a, b } = await newCluster(BOTH);
    await a.run('activate', 'web');
    const { stdout } = await onTerminal(a.env, { fds: '012', answer: 'y' }, 'deactivate', 'web');
    expect(lines(withoutColours(stdout))).toEqual([
      'Plan: deactivate web on web-1 (this node), reason stop; nothing is written.',
      '',
      '  - public-address  203.0.113.50: web-1 -> nobody',
      '      disassociate eipassoc-N',
      '      needs ec2:DisassociateAddress',
      '  = www             www.example.com A and 1 more: kept at web-1',
      '',
      'Nobody will have 203.0.113.50 until a node activates web.',
      'Release web? [y/N] y',
      'web is released on web-1 (this node), in N s',
      '  - public-address  203.0.113.50                  web-1 -> nobody',
      '  = www             www.example.com A and 1 more  kept at web-1',
    ]);
    await b.run('activate', 'web');
    expect(lines((await a.run('deactivate', 'web')).stdout).slice(0, 2)).toEqual([
      'web has nothing to release on web-1 (this node), in N s',
      '  = public-address  203.0.113.50                  web-2 has it',
    ]);
  });

  it('says what may be left behind, with the warning', async () => {
    const { a, simulator } = await newCluster(`${NODES}${fileOf(EIP)}`);
    await a.run('activate', 'web');
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    const { stdout, stderr, code } = await onTerminal(a.env, { fds: '12' }, 'deactivate', 'web', '--yes');
    expect([code, stderr]).toEqual([0, '']);
    expect(lines(withoutColours(stdout))).toEqual([
      'web is released in part on web-1 (this node): 1 left behind, in N s',
      '  ! public-address  203.0.113.50  still at web-1',
      'kirikae: warning: AWS_DENIED web/public-address:',
      '  cannot release 203.0.113.50, AWS denies ec2:DisassociateAddress to the role',
      '    kirikae-node;',
      '  another node can take it without us',
    ]);
  });
});

it('keeps the progress line within a terminal that is made smaller meanwhile', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'throttle', action: 'DescribeAddresses' });
  const run = startOnTerminal(a.env, { columns: 120, fds: '2' }, 'activate', 'web', '--timeout', '6s');
  await run.until(/throttled/);
  run.narrow();
  const { written: stderr, code } = await run.ended;
  expect(code).toBe(20);
  const last = stderr.split('\r').findLast((each) => each.includes('throttled')) ?? '';
  expect(last.trimEnd().length).toBeLessThanOrEqual(59);
});
