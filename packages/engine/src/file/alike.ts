import { alikeNames } from '@kirikae/core/machinery';
import type { Wrong } from './config-problem.ts';
import type { Path } from './yaml-document.ts';

/** The keys of a map that differ by case alone: managers, host names and some file systems take them for one. */
export const alikeKeys = (path: Path, map: object | undefined): Wrong[] =>
  alikeNames(Object.keys(map ?? {})).map(({ name, first }) => ({
    path: [...path, name],
    reason: `${name} differs from ${first} by case alone`,
    remedy: 'give one of them another name',
  }));
