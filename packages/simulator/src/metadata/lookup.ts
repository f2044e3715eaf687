import type { MetadataEntry } from './tree.ts';

/** The text at a path below `/latest/`: a leaf, or a directory's names, one per line, directories with `/`. */
export function lookUp(tree: MetadataEntry, path: string): string | undefined {
  let entry = tree;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (typeof entry !== 'object' || !Object.hasOwn(entry, name)) return undefined;
    entry = entry[name];
  }
  return typeof entry === 'object' ? listing(entry) : entry;
}

function listing(directory: { [name: string]: MetadataEntry }): string {
  return Object.entries(directory)
    .filter(([, entry]) => entry !== undefined)
    .map(([name, entry]) => (typeof entry === 'object' ? `${name}/` : name))
    .join('\n');
}
