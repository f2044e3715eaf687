import { describe, expect, it } from 'vitest';
import { textOf } from '../repository.ts';
import { neighboursOf } from './arrows.ts';

const PAGE = 'apps/docs/guides/a-run.md';
const CONTRACT = textOf('packages/core/src/resource.ts') + textOf('packages/core/src/run.ts');

/** The stops of the page: each file, and how it is reached. */
const stops = [...textOf(PAGE).matchAll(/^\| \d+ \| `([^`]+)` \|.*\| (?:`(\w+)`|([\w ]+)) \|$/gm)].map(
  ([, file = '', hook, how]) => ({ file, hook, how }),
);

describe('the page of a run, from the command to the cloud', () => {
  it('has at most 14 stops, each in a file of its own, on at most 60 lines', () => {
    const files = new Set(stops.map(({ file }) => file));
    expect(files.size).toBe(stops.length);
    expect(stops.length).toBeGreaterThan(10);
    expect(stops.length).toBeLessThanOrEqual(14);
    expect(textOf(PAGE).split('\n').length).toBeLessThanOrEqual(60);
  });

  it('ends where a write leaves, by the request that moves the address', () => {
    expect(stops.at(-1)?.file).toBe('packages/engine/src/move/gate.ts');
    const resource = stops.find(({ file }) => file.endsWith('plugin-eip/src/resource.ts'));
    expect(textOf(resource?.file ?? '')).toMatch(/AllocationId: allocationId[\s\S]*new AssociateAddressCommand/);
  });

  it.each(stops.slice(1))(
    'comes to $file by an import of a stop before it, or by the contract',
    ({ file, hook, how }) => {
      const before = stops.slice(
        0,
        stops.findIndex((stop) => stop.file === file),
      );
      if (hook === undefined) {
        expect(how).toBe('import');
        const imported = before.flatMap((stop) => neighboursOf(stop.file));
        const byPackage = imported.filter((each) => each.endsWith('/index.ts')).flatMap(neighboursOf);
        expect([...imported, ...byPackage]).toContain(file);
        return;
      }
      expect(CONTRACT).toMatch(new RegExp(`^ +(readonly )?${hook}[?(:<]`, 'm'));
      expect(textOf(file)).toMatch(new RegExp(`\\b(function|const) ${hook}\\b`));
    },
  );
});
