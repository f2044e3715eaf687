import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';

/** A program that notes its KIRIKAE_ variables, and does what the world's program does. */
const noting = (verb: string) => ['sh', '-c', `env | grep ^KIRIKAE_ | sort > vars-${verb}; exec sh program.sh ${verb}`];
const allNoting = { activate: noting('activate'), deactivate: noting('deactivate'), status: noting('status') };

const variables = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** What is seen of a `status` that is this piece of shell. */
async function statusOf(script: string) {
  const { a } = await twoNodes({ status: ['sh', '-c', script] });
  const report = await a.status({ timeout: 4_000 });
  return { report, look: report.resources[0] };
}

describe('every program is told', () => {
  test('group, resource, node, strategy and the time that is left; and nothing where there is no reason', async () => {
    const { a, get } = await twoNodes(allNoting);
    await a.activate({ timeout: 10_000 });
    for (const verb of ['status', 'activate']) {
      const { KIRIKAE_TIMEOUT_MS, ...rest } = variables(get(`vars-${verb}`));
      expect(rest).toEqual({
        KIRIKAE_GROUP: 'laws',
        KIRIKAE_RESOURCE: 'exec',
        KIRIKAE_NODE: 'a',
        KIRIKAE_REASON: '',
        KIRIKAE_STRATEGY: '',
      });
      expect(Number(KIRIKAE_TIMEOUT_MS)).toBeGreaterThan(0);
      expect(Number(KIRIKAE_TIMEOUT_MS)).toBeLessThan(10_000);
    }
  });

  test('why it is deactivated', async () => {
    const { a, get } = await twoNodes(allNoting);
    await a.activate();
    await a.deactivate({ reason: 'failover' });
    expect(variables(get('vars-deactivate'))).toMatchObject({ KIRIKAE_REASON: 'failover' });
  });

  test('the strategy in use, also by a stop for which the file is gone', async () => {
    const { a, put, get, config } = await twoNodes(allNoting);
    const strategies = { blue: [{ type: 'exec', ...config }] };
    const file = put('other.yaml', JSON.stringify({ version: 1, groups: { laws: { strategy: 'blue', strategies } } }));
    expect(await a.activate({ configPath: file })).toMatchObject({ exitCode: 0 });
    expect(variables(get('vars-activate'))).toMatchObject({ KIRIKAE_STRATEGY: 'blue' });
    await a.deactivate({ configPath: join(dirname(file), 'gone.yaml') });
    expect(variables(get('vars-deactivate'))).toMatchObject({ KIRIKAE_STRATEGY: 'blue', KIRIKAE_GROUP: 'laws' });
    expect(get('holder').trim()).toBe('');
  });

  test("the file's variables, each node its own, beside kirikae's environment", async () => {
    const world = {
      env: { GREETING: 'a b "$PATH" *', SIDE: { perNode: { a: 'left', b: 'right' } } },
      activate: ['sh', '-c', 'echo "$GREETING, $SIDE, $INHERITED" > said; sh program.sh activate'],
    };
    const { a, get } = await twoNodes(world);
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(get('said')).toBe('a b "$PATH" *, left, from kirikae\n');
  });
});

describe('status', () => {
  test('that exits 0 says that it is active here, and its first line is the detail', async () => {
    const { look } = await statusOf('echo mounted at /data; echo more');
    expect(look).toMatchObject({ state: 'active', holder: { id: 'a' }, detail: 'mounted at /data' });
  });

  test('that exits 7 says that it is not active here', async () => {
    const { look } = await statusOf('exit 7');
    expect(look).toMatchObject({ state: 'inactive', holder: null });
  });

  test('that exits 7 after holder=NAME says that the other has it', async () => {
    const { look } = await statusOf("printf 'holder=web-2\\r\\n'; exit 7");
    expect(look).toMatchObject({ state: 'elsewhere', holder: { id: 'web-2' } });
  });

  test.each(['holder=a', 'holder=', 'no holder=b'])(
    'that exits 7 after %j says no more than not active here',
    async (line) => {
      const { look } = await statusOf(`echo '${line}'; exit 7`);
      expect(look).toMatchObject({ state: 'inactive', holder: null });
    },
  );

  test('holder= counts on the first line alone', async () => {
    const { look } = await statusOf('echo hello; echo holder=b; exit 7');
    expect(look).toMatchObject({ state: 'inactive', detail: 'hello' });
  });

  test.each([1, 2, 3, 20, 255])('that exits %i cannot tell, and says why', async (code) => {
    const { report, look } = await statusOf(`echo first >&2; echo the disk is ill >&2; exit ${code}`);
    expect(report.exitCode).toBe(20);
    expect(look).toMatchObject({ state: null, error: { code: 'EXEC_UNTOLD' } });
    expect(look).toHaveProperty(
      'error.message',
      expect.stringMatching(new RegExp(`sh -c .* ended with exit code ${code}: first / the disk is ill$`)),
    );
  });

  test('that cannot tell at first is asked again', async () => {
    const { look } = await statusOf('[ -e asked ] || { touch asked; exit 1; }; exit 7');
    expect(look).toMatchObject({ state: 'inactive' });
  });

  test('of a change that is killed by a signal is unknown: status is asked, and then it is run again', async () => {
    const { a, get } = await twoNodes({
      activate: [
        'sh',
        '-c',
        'echo run >> runs; [ "$(wc -l < runs)" -gt 1 ] && exec sh program.sh activate; kill -9 $$',
      ],
    });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ writes: [{ outcome: 'unknown' }, { outcome: 'done' }] }],
    });
    expect(get('runs')).toBe('run\nrun\n');
  });

  test('that is killed by a signal cannot tell', async () => {
    const { look } = await statusOf('kill -9 $$');
    expect(look).toMatchObject({ state: null, error: { message: expect.stringContaining('was ended by SIGKILL') } });
  });
});

describe('activate and deactivate', () => {
  test.each([
    ['activate', 'exit 3', 'ended with exit code 3: no such disk'],
    ['deactivate', 'exit 7', 'ended with exit code 7: no such disk'],
  ] as const)('%s that does %j has failed, and its last words are told', async (verb, script, told) => {
    const { a, calls } = await twoNodes({ [verb]: ['sh', '-c', `echo no such disk >&2; ${script}`] });
    if (verb === 'deactivate') await a.activate();
    const report = await a[verb]();
    expect(report).toMatchObject({
      exitCode: 1,
      error: { code: 'EXEC_FAILED', message: expect.stringContaining(told) },
      resources: [{ writes: [{ action: `exec:${verb}`, outcome: 'failed' }] }],
    });
    expect(report.error?.message).toContain(`cannot ${verb}, sh -c`);
    expect(calls().filter(({ action }) => action === 'exec:deactivate')).toEqual([]);
  });

  test('a program that says done, and status that disagrees, is not success', async () => {
    const { a } = await twoNodes({ activate: ['true'] });
    expect(await a.activate({ timeout: 4_000 })).toMatchObject({ exitCode: 1, error: { code: 'NOT_ATTAINED' } });
  });

  test('a deactivation that failed is not tolerated: no other node could take it', async () => {
    const { a } = await twoNodes({ deactivate: ['false'] });
    await a.activate();
    expect(await a.deactivate({ reason: 'stop' })).toMatchObject({ outcome: 'failed', exitCode: 1, tolerated: false });
  });

  test('nothing is asked of the programs of a node on which it is not active', async () => {
    const { a, calls } = await twoNodes();
    await a.deactivate();
    expect(calls().map(({ action }) => action)).toEqual(['exec:status']);
  });
});

describe('arguments arrive as they are', () => {
  const strange = ['a b', '"quoted"', "it's", '$HOME', '*', '`id`', 'line\nbreak', '', '\\', '&& exit 9', '切替', '-n'];

  test('since no shell reads them', async () => {
    const { a, put, get } = await twoNodes({ activate: [process.execPath, 'args.mjs', ...strange] });
    put(
      'args.mjs',
      "import { writeFileSync } from 'node:fs'; writeFileSync('args', JSON.stringify(process.argv.slice(2))); writeFileSync('holder', process.env.KIRIKAE_NODE)",
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(get('args'))).toEqual(strange);
  });
});
