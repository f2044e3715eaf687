import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ROOT } from './binary.ts';
import { ALLOCATION, EIP, fileOf, newCluster } from './cluster.ts';
import { BOTH, everywhere, fixed, lines, NODES } from './terminal/screen.ts';
import { onTerminal } from './terminal/terminal.ts';

describe('monitor and status', () => {
  it('answer in one line, and in a table', async () => {
    const { a, b } = await newCluster(BOTH);
    await a.run('activate', 'web');
    expect((await a.run('monitor', 'web')).stdout).toBe('web: active on web-1 (this node)\n');
    expect((await b.run('monitor', 'web')).stdout).toMatch(
      /^web: not active on web-2 \(this node\): (web-1 has public-address|10\.0\.1\.10 \(no node\) has www)\n$/,
    );
    const { narrow, coloured } = await everywhere(a, ['status', 'web']);
    expect(narrow).toEqual([
      'web is active on web-1 (this node), activated N s ago',
      '',
      '  RESOURCE        STATE   HOLDER  DETAIL',
      '  public-address  active  web-1   203.0.113.50 at 10.0.1.10',
      '  www             active  web-1   www.example.com A 10.0.1.10 and 1 more',
      '',
      'Looked at TIME in N s.',
    ]);
    expect(coloured).toContain('\x1b[32mactive\x1b[0m');
    const all = await onTerminal(b.env, { fds: '1', env: { NO_COLOR: '1' } }, 'status');
    expect(lines(all.stdout)).toEqual([
      '1 group seen from web-2 (this node): 1 not active',
      '',
      '  RESOURCE          STATE       HOLDER               DETAIL',
      '  web               not active  web-1                0 of 2 here',
      '    public-address  elsewhere   web-1                203.0.113.50 at 10.0.1.10',
      '    www             elsewhere   10.0.1.10 (no node)  0 of 2; www.example.com A',
      '                                                     is 10.0.1.10',
      '',
      'Looked at TIME in N s.',
    ]);
    expect(lines((await a.run('status')).stdout)).toEqual([
      'web/public-address  active  web-1  203.0.113.50 at 10.0.1.10',
      'web/www             active  web-1  www.example.com A 10.0.1.10 and 1 more',
    ]);
  });

  it('are a block for each record where a terminal is too narrow', async () => {
    const { a } = await newCluster(BOTH);
    await a.run('activate', 'web');
    const { stdout } = await onTerminal(a.env, { columns: 40, env: { NO_COLOR: '1' } }, 'status', 'web');
    expect(lines(stdout).slice(3, 12)).toEqual([
      '  public-address',
      '    state   active',
      '    holder  web-1',
      '    detail  203.0.113.50 at 10.0.1.10',
      '  www',
      '    state   active',
      '    holder  web-1',
      '    detail  www.example.com A 10.0.1.10',
      '            and 1 more',
    ]);
  });
});

describe('history', () => {
  it('shows the runs with why they ended so, and the request ids of their writes', async () => {
    const { a, simulator } = await newCluster(BOTH);
    await a.run('activate', 'web');
    simulator.faults.add({ kind: 'deny', action: 'DisassociateAddress' });
    await a.run('deactivate', 'web');
    const { narrow } = await everywhere(a, ['history']);
    expect(narrow).toEqual([
      'web-1 (this node): 2 runs, newest last, times ZONE',
      '',
      'TIME  activate web: done, exit 0, N s',
      '  + public-address  203.0.113.50: nobody -> web-1',
      `      associate ${ALLOCATION} with eni-0123456789abcdefa/10.0.1.10`,
      '      ec2:AssociateAddress N ms, request REQUEST',
      '  + www             www.example.com A and 1 more: nobody -> web-1',
      '      www.example.com A: nothing -> 10.0.1.10',
      '      api.example.com A: nothing -> 10.0.1.10',
      '      route53:ChangeResourceRecordSets N ms, request REQUEST',
      '      run RUN',
      '',
      'TIME  deactivate web: denied, exit 0, N s',
      '  AWS_DENIED public-address: cannot release 203.0.113.50, AWS denies',
      "    ec2:DisassociateAddress to the role kirikae-node; add it to that role's",
      '    policy',
      '  ! public-address  203.0.113.50: web-1 kept it, 1 attempt failed',
      '      ec2:DisassociateAddress N ms, request REQUEST',
      '      run RUN',
    ]);
  });
});

describe('config check', () => {
  const WRONG =
    'version: 1\ngrops: {}\ngroups:\n  web:\n    timeout: abc\n    resources:\n      # the address\n' +
    `      - { name: public-address, type: aws/eip, allocationID: ${ALLOCATION} }\n`;

  it('shows all problems in one pass, those of the plugins too, with carets under what is meant', async () => {
    const { a, file, rewrite } = await newCluster();
    await rewrite(WRONG);
    const { stdout } = await onTerminal(a.env, { fds: '1' }, 'config', 'check');
    expect(lines(stdout).slice(1)).toEqual([
      '',
      '  2:1 unknown key grops; did you mean groups?',
      '    2 | grops: {}',
      '      | ^^^^^',
      '  5:14 groups.web.timeout must be a duration such as 500ms, 10s or 2m',
      '    5 |     timeout: abc',
      '      |              ^^^',
      '  8:48 groups.web.resources[0]: unknown key allocationID; did you mean',
      '    allocationId?',
      '    8 |       - { name: public-address, type: aws/eip, allocationID: eipall ...',
      '      |                                                ^^^^^^^^^^^^',
    ]);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/^\S+ has 3 problems /);
    const { stdout: piped, stderr } = await a.run('config', 'check');
    expect(piped.split('\n').slice(0, -1)).toEqual([
      `${file}:2:1: unknown key grops; did you mean groups?`,
      `${file}:5:14: groups.web.timeout must be a duration such as 500ms, 10s or 2m`,
      `${file}:8:48: groups.web.resources[0]: unknown key allocationID; did you mean allocationId?`,
    ]);
    expect(fixed(stderr)).toBe(
      `kirikae: CONFIG_INVALID cannot use ${file}, 3 problems, the first at 2:1: unknown key grops; write groups for grops in line 2, then mend the others [exit 2, run RUN]\n`,
    );
  });

  it('puts the carets right behind tabs, wide and combining signs', async () => {
    const { a, rewrite } = await newCluster();
    await rewrite(
      `version: 1\ngroups: { web: { resources: [{ name: x,\ttype: exec, env: { "鍵e\u0301": b }, colour: red }] } }\n`,
    );
    const { stdout } = await onTerminal(a.env, { columns: 200, fds: '1' }, 'config', 'check');
    const rows = lines(stdout);
    const at = rows.findIndex((row) => row.includes('unknown key colour'));
    expect(rows[at + 1]).toContain('{ name: x, type: exec');
    const before = (rows[at + 1] ?? '').split('colour')[0] ?? '';
    expect(rows[at + 2]).toBe(`${' '.repeat(6)}| ${' '.repeat(before.length - 8 + 1 - 1)}^^^^^^`);
  });

  it('says how much is in a good one', async () => {
    const { a, file } = await newCluster(BOTH);
    expect(await a.run('config', 'check')).toMatchObject({
      code: 0,
      stdout: `${file} is valid: 1 group, 2 resources\n`,
      stderr: '',
    });
  });
});

describe('what the documentation shows is what is shown', () => {
  /** The text blocks of a page, with what differs from run to run as one word. */
  const layoutOf = async (path: string): Promise<string> => fixed(await readFile(`${ROOT}${path}`, 'utf8'));
  const shownIn = (page: string, screen: string, indent = '') =>
    expect(page).toContain(
      lines(screen)
        .map((line) => (line === '' ? '' : indent + line))
        .join('\n'),
    );

  it('in the README and the guides', async () => {
    const { a, b, simulator } = await newCluster(`${NODES}${fileOf(EIP)}`);
    const [readme, clusterpro, keepalived] = await Promise.all([
      layoutOf('README.md'),
      layoutOf('apps/docs/guides/clusterpro.md'),
      layoutOf('apps/docs/guides/keepalived.md'),
    ]);
    const env = { NO_COLOR: '1' };
    await a.run('activate', 'web');
    shownIn(readme, (await b.run('activate', 'web')).stdout);
    const { stdout: status } = await onTerminal(b.env, { env }, 'status', 'web');
    shownIn(readme, status);
    shownIn(clusterpro, status, '      ');
    await a.run('activate', 'web');
    simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
    const { stdout } = await onTerminal(b.env, { fds: '12', env }, 'activate', 'web');
    shownIn(readme, stdout.slice(stdout.indexOf('web is')));
    const { stderr } = await b.run('activate', 'web');
    for (const page of [clusterpro, keepalived]) shownIn(page, stderr, '    ');
  });
});
