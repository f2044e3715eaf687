import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ROOT } from './binary.ts';
import { ALLOCATION, type Cluster, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { onTerminal, startOnTerminal } from './terminal/terminal.ts';

/*
 * Each screen as a person sees it, to the character, on terminals of 80 and of 120 columns, in a pipe, and without colours.
 */

const NODES = 'nodes:\n  web-1: { instanceId: i-0123456789abcdefa }\n  web-2: { instanceId: i-0123456789abcdefb }\n';
const TWO = RECORD.replace(
  'private-ipv4 }]',
  'private-ipv4 }, { name: api.example.com, type: A, value: private-ipv4 }]',
);
const BOTH = `${NODES}${fileOf(EIP, TWO)}`;

/** What differs from run to run, as one word of the same length or of none. */
const fixed = (text: string): string =>
  text
    .replace(/\b\d+\.\d\d s\b/g, 'N s')
    .replace(/\b01[0-9A-HJKMNP-TV-Z]{24}\b/g, 'RUN')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'REQUEST')
    .replace(/\beipassoc-[0-9a-f]+/g, 'eipassoc-N')
    .replace(/\b\d+ ms\b/g, 'N ms')
    .replace(/ms,\n {8}request/g, 'ms, request') // a millisecond more or less may take a row more
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d( ?[+-]\d\d:\d\d)?/g, 'TIME')
    .replace(/activated \d+ s ago/, 'activated N s ago')
    .replace(/times [+-]\d\d:\d\d/, 'times ZONE');

/** The lines of a text, without what differs from run to run. */
const lines = (text: string): string[] => fixed(text).replace(/\n$/, '').split('\n');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const withoutColours = (text: string): string => text.replace(/\x1b\[\d+m/g, '');

/** One command on terminals of several widths and in a pipe; no line of any may be wider than its terminal. */
async function everywhere({ env }: Cluster['a'], args: readonly string[], fds: '1' | '2' = '1') {
  const name = fds === '1' ? 'stdout' : 'stderr';
  const on = async (columns: number, more: Record<string, string> = {}) => {
    const shown = (await onTerminal(env, { columns, fds, env: more }, ...args))[name];
    for (const line of withoutColours(shown).split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns || 80);
    return shown;
  };
  const narrow = await on(80);
  const colourless = await on(80, { NO_COLOR: '1' });
  expect(colourless).not.toContain('\x1b');
  expect(lines(withoutColours(narrow))).toEqual(lines(colourless));
  const dumb = lines(await on(80, { TERM: 'dumb' }));
  expect(dumb.filter((line) => !/ \d+ s left$/.test(line))).toEqual(lines(colourless));
  expect(lines(await on(0, { NO_COLOR: '1' }))).toEqual(lines(colourless));
  return { narrow: lines(colourless), wide: lines(await on(120, { NO_COLOR: '1' })), coloured: narrow };
}

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
