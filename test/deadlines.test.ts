import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '@kirikae/simulator';
import { describe, expect, it } from 'vitest';
import type { Ended } from './binary.ts';
import { type ClusterNode, type Document, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/*
 * The deadline is the user's, so it is a promise: whatever hangs does so for ever, and the process has ended by itself, with a report. How
 * exactly it keeps the time is shown where time is virtual (histories); here a machine with much to do would be measured.
 * A disk that hangs has its own tests (state-disk.test.ts). Some tests run at the same time, each in a world of its own.
 */

type Fault = Parameters<Simulator['faults']['add']>[0];

/** Long enough that kirikae keeps back a whole second for its report: a machine with much to do is slow to start and end a process. */
const DEADLINE = 20_000;

/** A file in which a record comes first, so that something is done before the address meets its fault. */
const fileWith = (record: string): string =>
  fileOf(record, EIP).replace('    resources', `    monitorTimeout: ${DEADLINE}ms\n    resources`);
const FILE = fileWith(RECORD);
/** B's record is another one, so that what A is asked and told does not depend on who is faster. */
const FILE_OF_B = fileWith(RECORD.replace('www.example.com', 'api.example.com'));

type Timed = Document & { readonly command: string };

/** The document of a run that nobody had to end. */
function byItself(ended: Ended): Timed {
  expect(ended.signal).toBeNull();
  const document = documentOf(ended) as Timed;
  expect(document.exitCode).toBe(ended.code);
  return document;
}

const timed = (node: ClusterNode, command: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
  const limit = command === 'status' ? [] : ['--timeout', `${DEADLINE}ms`];
  return node.runIn({ env }, command, 'web', '--json', ...limit);
};

/** A has it; then the fault comes; then all four commands run at once: A is asked and stopped, and B activates. */
async function allAtOnce(...faults: readonly Fault[]) {
  const cluster = await newCluster(FILE);
  const { a, b, folder, simulator } = cluster;
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  const [copy, other] = [join(folder, 'copy of the record'), join(folder, 'b.yaml')];
  await Promise.all([cp(a.state, copy, { recursive: true }), writeFile(other, FILE_OF_B, { mode: 0o600 })]);
  for (const fault of faults) simulator.faults.add(fault);
  const ended = await Promise.all([
    timed(b, 'activate', { KIRIKAE_CONFIG: other }),
    timed(a, 'deactivate'),
    timed(a, 'monitor', { KIRIKAE_STATE_DIR: copy }),
    timed(a, 'status', { KIRIKAE_STATE_DIR: copy }),
  ]);
  const [activate, deactivate, monitor, status] = ended.map(byItself) as [Timed, Timed, Timed, Timed];
  return { cluster, activate, deactivate, monitor, status };
}

/** What a report says became of its resources and their writes: `public-address left: unknown`. */
const told = ({ resources }: Document): string[] =>
  resources.map(({ name, outcome, writes }) => {
    const made = writes.map((write) => write.outcome);
    return made.length > 0 ? `${name} ${outcome}: ${made.join(', ')}` : `${name} ${outcome}`;
  });

/** The record is written; whether it is still there when the time is up may not have been looked at again. */
const WWW_DONE = /^www (done|degraded): done$/;

const UNKNOWN = { exitCode: 20, tolerated: false, outcome: 'unreachable', error: { code: expect.any(String) } };
const TOLERATED = { exitCode: 0, tolerated: true, outcome: 'unreachable', error: { code: expect.any(String) } };
const CERTAIN = { exitCode: 0, tolerated: false, outcome: 'done', error: null };

interface Case {
  readonly what: string;
  readonly faults: readonly Fault[];
}

const WITHOUT_END: readonly Case[] = [
  { what: 'is silent, or throttles', faults: [{ kind: 'unreachable', how: 'silent' }, { kind: 'throttle' }] },
  {
    what: 'answers garbage that has no end, or a byte at a time',
    faults: [
      { kind: 'garbage', endless: true },
      { kind: 'garbage', dripMs: 200 },
    ],
  },
  {
    what: 'answers halves, or after a minute',
    faults: [
      { kind: 'garbage', truncated: true },
      { kind: 'latency', ms: 60_000 },
    ],
  },
];

describe('activate, deactivate, monitor and status end before their deadline and say what is done, what not, and what is unknown', () => {
  it.concurrent.each(WITHOUT_END)('while EC2 $what', async ({ faults }) => {
    const played = await Promise.all(faults.map((fault) => allAtOnce({ ...fault, service: 'ec2' })));
    for (const { activate, deactivate, monitor, status } of played) {
      expect(activate).toMatchObject(UNKNOWN);
      expect(told(activate)).toEqual(['www done: done', 'public-address unreachable']);
      expect(deactivate).toMatchObject(TOLERATED);
      expect(told(deactivate)).toEqual(['www kept', 'public-address left']);
      expect(monitor).toMatchObject(TOLERATED);
      expect(status).toMatchObject(UNKNOWN);
      const error = { code: expect.any(String) };
      for (const { resources } of [monitor, status])
        expect(resources).toMatchObject([
          { state: 'active', error: null },
          { state: null, error },
        ]);
    }
  });

  it.concurrent('while the metadata service is silent, or answers a byte at a time', async () => {
    const played = await Promise.all([
      allAtOnce({ kind: 'unreachable', how: 'silent', service: 'imds' }),
      allAtOnce({ kind: 'garbage', dripMs: 200, service: 'imds' }),
    ]);
    for (const { cluster, activate, deactivate, monitor, status } of played) {
      expect(activate).toMatchObject(UNKNOWN);
      expect(cluster.writes(cluster.b)).toEqual([]);
      expect(deactivate).toMatchObject(TOLERATED);
      expect(told(deactivate)).toEqual(['www kept', 'public-address left']);
      expect(monitor).toMatchObject(TOLERATED);
      expect(status).toMatchObject(UNKNOWN);
    }
  });

  it.concurrent('while writes to EC2 get no answer, or take effect a minute after their connection was cut', async () => {
    const onWrites = (fault: Fault) =>
      allAtOnce({ ...fault, action: 'AssociateAddress' }, { ...fault, action: 'DisassociateAddress' });
    const played = await Promise.all([
      onWrites({ kind: 'unreachable', how: 'silent' }),
      onWrites({ kind: 'late', ms: 60_000 }),
    ]);
    for (const { activate, deactivate, monitor, status } of played) {
      expect(activate).toMatchObject(UNKNOWN);
      expect(told(activate)).toEqual([
        expect.stringMatching(WWW_DONE),
        expect.stringMatching(/^public-address unreachable: unknown(, unknown)*(, failed)?$/), // the last may never have been sent
      ]);
      expect(deactivate).toMatchObject(TOLERATED);
      expect(told(deactivate)).toEqual([
        'www kept',
        expect.stringMatching(/^public-address left: unknown(, unknown)*(, failed)?$/),
      ]);
      for (const document of [monitor, status]) expect(document).toMatchObject(CERTAIN);
    }
  });

  it.concurrent('while whoever gains or loses the address has no way out any more', async () => {
    const { activate, deactivate } = await allAtOnce({ kind: 'egress', ms: Number.POSITIVE_INFINITY });
    expect([0, 20, 23]).toContain(activate.exitCode);
    expect(told(activate)).toEqual([
      expect.stringMatching(WWW_DONE),
      expect.stringMatching(/^public-address \w+: unknown$/),
    ]);
    expect(deactivate).toMatchObject(TOLERATED);
    expect(told(deactivate)).toEqual(['www kept', expect.stringMatching(/^public-address left/)]);
  });
});

it.concurrent('is done in spite of a way out that goes with the address for ever, where it has the time to ask the metadata service twice', async () => {
  const { a, simulator, holder } = await newCluster();
  simulator.faults.add({ kind: 'egress', ms: Number.POSITIVE_INFINITY, caller: 'web-1' });
  const ended = await a.run('activate', 'web', '--json', '--timeout', '25s');
  expect(documentOf(ended)).toMatchObject({
    ...CERTAIN,
    resources: [{ outcome: 'done', writes: [{ outcome: 'unknown' }] }],
  });
  expect(holder()).toBe('web-1');
});

describe('the default time-outs leave room for a second attempt', () => {
  const silentOnce = (action: string): Fault => ({ kind: 'unreachable', how: 'silent', action, times: 1 });

  it.concurrent('of every request of an activation', async () => {
    const attempt = async (action: string) => {
      const { a, simulator, holder, record } = await newCluster(
        fileOf(plus(EIP, 'after: []'), plus(RECORD, 'after: []')),
      );
      simulator.faults.add(silentOnce(action));
      const { code, lastLine } = await a.run('activate', 'web');
      return [
        action,
        code,
        code === 0 ? '' : lastLine,
        simulator.faults.injected.unreachable,
        holder(),
        record('www.example.com'),
      ];
    };
    const actions = [
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam*',
      'DescribeAddresses',
      'AssociateAddress',
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
    ];
    expect(await Promise.all(actions.map(attempt))).toEqual(
      actions.map((action) => [action, 0, '', 1, 'web-1', ['10.0.1.10']]),
    );
  });

  it.concurrent('of a look of monitor, of the look and of the release of a deactivation', async () => {
    const attempt = async (command: string, action: string) => {
      const { a, simulator, holder } = await newCluster(`defaults: { aws: { requestTimeout: 1s } }\n${fileOf(EIP)}`);
      await a.run('activate', 'web');
      simulator.faults.add(silentOnce(action));
      const document = documentOf(await a.run(command, 'web', '--json'));
      expect(document, `${command} ${action}`).toMatchObject(CERTAIN);
      return holder();
    };
    expect(
      await Promise.all([
        attempt('monitor', 'DescribeAddresses'),
        attempt('deactivate', 'DescribeAddresses'),
        attempt('deactivate', 'DisassociateAddress'),
      ]),
    ).toEqual(['web-1', null, null]);
    // the default itself would leave the second attempt of a monitor so little that a machine with much to do is measured
    const { a } = await newCluster();
    const { stdout } = await a.run('config', 'show');
    const [monitor, request] = ['monitorTimeout', 'requestTimeout'].map((name) =>
      Number(new RegExp(`${name}: (\\d+)s`).exec(stdout)?.[1]),
    );
    expect([monitor, request]).toEqual([8, 5]);
  });
});
