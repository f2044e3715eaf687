import { describe, expect, it } from 'vitest';
import { filesIn, textOf, workspaces } from '../repository.ts';
import { neighboursOf } from './arrows.ts';
import { circlesOf } from './circles.ts';

/** The rooms of the engine, from the top down, and those below that all may use. */
const DOWN = ['command', 'run', 'move', 'group', 'file'];
const BELOW: Readonly<Record<string, readonly string[]>> = { state: ['machine', 'report'], report: [], machine: [] };
const ROOMS = [...DOWN, ...Object.keys(BELOW)];

const ENGINE = 'packages/engine/src';
const roomOf = (file: string): string | undefined => new RegExp(`^${ENGINE}/([^/]+)/`).exec(file)?.[1];
const filesOf = (room: string): string[] => filesIn(`${ENGINE}/${room}`, '.ts');

/** The rooms that a room takes from. */
const under = (room: string): string[] => {
  const used = new Set(filesOf(room).flatMap(neighboursOf).map(roomOf));
  return ROOMS.filter((each) => each !== room && used.has(each));
};
const allowedFor = (room: string): readonly string[] =>
  BELOW[room] ?? [...DOWN.slice(DOWN.indexOf(room) + 1), ...Object.keys(BELOW)];

describe('the engine', () => {
  it('is these rooms, and a door', () => {
    const outside = filesIn(ENGINE, '.ts').filter((file) => !ROOMS.includes(roomOf(file) ?? ''));
    expect(outside).toEqual([`${ENGINE}/index.ts`]);
    const house = ROOMS.map(
      (room) => `  ${`${room} (${filesOf(room).length})`.padEnd(13)}→ ${under(room).join(', ') || 'nothing'}`,
    );
    console.log(['The rooms of the engine, their files, and what they use:', ...house].join('\n'));
  });

  it.each(ROOMS)('has arrows down from %s', (room) => {
    const up = filesOf(room).flatMap((file) =>
      neighboursOf(file).flatMap((target) => {
        const other = roomOf(target) ?? room;
        return other === room || allowedFor(room).includes(other) ? [] : [`${file} → ${target}`];
      }),
    );
    expect(up).toEqual([]);
  });

  it('has no circle between rooms', () => {
    expect(circlesOf(ROOMS, under)).toEqual([]);
  });

  it.each(ROOMS)('says in at most five lines what belongs in %s and what must not', (room) => {
    const lines = textOf(`${ENGINE}/${room}/README.md`).trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(5);
    expect(lines.join('\n')).toMatch(/\bHere\b[\s\S]*\bNot here\b/);
  });
});

describe.each(workspaces.map(({ path }) => path))('the files of %s', (path) => {
  it('make no circle', () => {
    const inside = (file: string): string[] => neighboursOf(file).filter((each) => each.startsWith(`${path}/`));
    expect(circlesOf(filesIn(path, '.ts'), inside)).toEqual([]);
  });
});
