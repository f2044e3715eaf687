import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newRunId } from '../src/run/run-id.ts';
import { openStateDirectory } from '../src/state/directory.ts';
import { pastRuns } from '../src/state/history.ts';
import { type Entry, openJournal, readJournal, readLast } from '../src/state/journal.ts';
import { newFolder, openBench } from './bench.ts';
import { trouble } from './slot.ts';

const openDirectory = async () => openStateDirectory(await newFolder(), () => {});
const begin = {
  kind: 'begin',
  command: 'activate',
  group: 'web',
  node: 'a',
  strategy: null,
  reason: null,
  pid: 1,
} as const;
const intent = { kind: 'intent', write: 1, resource: 'one', action: 'x:Y', summary: 'y', holder: 'b' } as const;
const outcome = {
  kind: 'outcome',
  write: 1,
  outcome: 'done',
  elapsedMs: 5,
  requestId: 'q',
  version: 'v',
  error: null,
} as const;
const end = { kind: 'end', outcome: 'done', exitCode: 0, left: [] } as const;

describe('the journal', () => {
  test('has the intent on the disk before the request goes out, and the outcome after it', async () => {
    const { world, a } = await openBench();
    world.give('one', 'b');
    let during: Entry[] = [];
    world.next('take one', async (usual) => {
      during = await readJournal(openStateDirectory(a.state, () => {}));
      return usual();
    });
    const { runId } = await a.activate();
    expect(during.map(({ kind }) => kind)).toEqual(['begin', 'intent']);
    expect(during[1]).toMatchObject({ run: runId, resource: 'slot', action: 'memory:Take', holder: 'b' });
    const after = await readJournal(openStateDirectory(a.state, () => {}));
    expect(after.map(({ kind }) => kind)).toEqual(['begin', 'intent', 'outcome', 'end']);
    expect(after[2]).toMatchObject({ outcome: 'done', version: 'v2', error: null });
  });

  test('notes a write that failed with its error', async () => {
    const { world, a } = await openBench();
    world.always('take one', () => {
      throw trouble('DENIED', 'take it', {}, { requestId: 'req-1' });
    });
    await a.activate();
    expect((await a.history())[0]).toMatchObject({
      outcome: 'denied',
      exitCode: 22,
      writes: [{ outcome: 'failed', error: 'DENIED', requestId: 'req-1' }],
    });
  });

  test('goes on in a new line where a crash left half of one, and passes over that half', async () => {
    const directory = await openDirectory();
    const path = directory.path('journal.jsonl');
    await openJournal(directory, 'R1')(begin);
    await appendFile(path, '{"at":"now","run":"R1","ki');
    await openJournal(directory, 'R2')(begin);
    expect((await readJournal(directory)).map(({ run }) => run)).toEqual(['R1', 'R2']);
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4);
  });

  test('is rotated when it has grown, keeps five old ones and reads all of them in their order', async () => {
    const directory = await openDirectory();
    const runs: string[] = [];
    for (let n = 0; n < 8; n++) {
      const run = newRunId(1_000_000 + n);
      runs.push(run);
      await openJournal(directory, run)(begin);
      await appendFile(directory.path('journal.jsonl'), `${' '.repeat(4_000_001)}\n`);
    }
    const files = await readdir(directory.path('.'));
    expect(files).toHaveLength(6);
    expect((await readJournal(directory)).map(({ run }) => run)).toEqual(runs.slice(-6));
  });

  test('tells the last runs also where it was put aside since, as much as is asked for', async () => {
    const directory = await openDirectory();
    const runs = [1, 2, 3].map((n) => newRunId(1_000_000 + n));
    const [first, second, third] = runs as [string, string, string];
    await openJournal(directory, first)(begin);
    await openJournal(directory, second)(begin);
    await rename(directory.path('journal.jsonl'), directory.path(`journal-${third}.jsonl`));
    await openJournal(directory, third)(begin);
    const last = async (bytes: number) => (await readLast(directory, bytes)).map(({ run }) => run);
    expect(await last(10_000)).toEqual(runs);
    const { size } = await stat(directory.path('journal.jsonl'));
    expect(await last(size)).toEqual([third]);
    expect(await last(2 * size)).toEqual([second, third]);
  });

  test('that two runs want to rotate at once loses nothing and stays usable', async () => {
    const directory = await openDirectory();
    await writeFile(directory.path('journal.jsonl'), `${' '.repeat(4_000_001)}\n`);
    const others = await Promise.all(
      ['R1', 'R2', 'R3'].map(async (run) => {
        const own = openStateDirectory(directory.path('.'), () => {});
        await openJournal(own, run)(begin);
        return own.usable();
      }),
    );
    expect(others).toEqual([true, true, true]);
    expect((await readJournal(directory)).map(({ run }) => run).sort()).toEqual(['R1', 'R2', 'R3']);
  });

  test('that many processes want to rotate at once loses no entry that any of them has written', async () => {
    const directory = await openDirectory();
    await writeFile(directory.path('journal.jsonl'), `${' '.repeat(4_000_001)}\n`);
    const script = join(import.meta.dirname, 'journal-worker.ts');
    const runs = Array.from({ length: 12 }, () => newRunId());
    const children = runs.map((run) => spawn(process.execPath, [script, directory.path('.'), run]));
    await Promise.all(children.map((child) => once(child, 'exit')));
    expect((await readJournal(directory)).map(({ run }) => run).sort()).toEqual(runs.sort());
  });

  test('removes no small one that others have put aside a moment ago', async () => {
    const directory = await openDirectory();
    const line = (run: string) => `${JSON.stringify({ at: 'now', run, ...begin })}\n`;
    const small = Array.from({ length: 9 }, (_, n) => newRunId(n));
    for (const run of small) await writeFile(directory.path(`journal-${run}.jsonl`), line(run));
    await writeFile(directory.path('journal.jsonl'), `${' '.repeat(4_000_001)}\n`);
    await openJournal(directory, newRunId())(begin);
    expect((await readJournal(directory)).map(({ run }) => run).slice(0, -1)).toEqual(small);
  });

  test('finds a whole line behind half of another run’s, as a full disk leaves it', async () => {
    const directory = await openDirectory();
    const path = directory.path('journal.jsonl');
    const [one, two] = ['R1', 'R2'].map((run) => openJournal(directory, run));
    await one?.(begin);
    await two?.(begin);
    await appendFile(path, '{"at":"now","run":"R1","kind":"intent","write":1,"resource":"{\\"at\\":\\"');
    await two?.({ ...intent, summary: 'after {"at":"half"' });
    expect((await readJournal(directory)).map(({ run, kind }) => `${run} ${kind}`)).toEqual([
      'R1 begin',
      'R2 begin',
      'R2 intent',
    ]);
  });

  test('does not mix the lines of two runs', async () => {
    const directory = await openDirectory();
    const write = async (run: string) => {
      const journal = openJournal(
        openStateDirectory(directory.path('.'), () => {}),
        run,
      );
      for (let n = 0; n < 40; n++) await journal({ ...intent, summary: run.repeat(500) });
    };
    await Promise.all(['R1', 'R2'].map(write));
    const entries = await readJournal(directory);
    expect(entries).toHaveLength(80);
    for (const entry of entries) expect(entry).toMatchObject({ summary: entry.run.repeat(500) });
  });
});

describe('history', () => {
  const at = (run: string, entry: object) => ({ at: `at ${run}`, run, ...entry }) as Entry;

  test('tells each run with its writes, oldest first', () => {
    const entries = [at('1', begin), at('2', begin), at('1', intent), at('2', intent), at('1', outcome), at('1', end)];
    expect(pastRuns(entries)).toMatchObject([
      {
        runId: '1',
        outcome: 'done',
        exitCode: 0,
        endedAt: 'at 1',
        writes: [{ holder: 'b', outcome: 'done', requestId: 'q' }],
      },
      { runId: '2', outcome: 'unfinished', exitCode: null, endedAt: null, writes: [{ outcome: 'unknown' }] },
    ]);
  });

  test('passes over what a rotated journal no longer explains', () => {
    expect(pastRuns([at('1', intent), at('1', outcome), at('1', end)])).toEqual([]);
  });

  test('knows a run that had no turn, and what it left', async () => {
    const { world, a } = await openBench();
    world.next('take one', async (usual) => {
      await a.deactivate({ timeout: 100 });
      await new Promise((resolve) => setTimeout(resolve, 400));
      return usual();
    });
    await a.activate();
    expect(await a.history()).toMatchObject([
      { command: 'activate', outcome: 'conflict', exitCode: 21 },
      { command: 'deactivate', outcome: 'unreachable', exitCode: 0, writes: [] },
    ]);
  });
});
