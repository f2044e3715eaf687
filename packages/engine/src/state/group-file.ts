import { readdir } from 'node:fs/promises';

/** Names that Windows keeps for devices, whatever ending follows. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/**
 * The name of a group's file in the state directory. A group may have any name, a file name may not: what is not plain is
 * percent-encoded, so that two groups never share a file, not even where upper and lower case are the same.
 */
export function groupFile(group: string, ending: string): string {
  const stem = DEVICE.test(group) ? group.replace(/^./, encoded) : group.replace(/[^a-z0-9_-]/gu, encoded);
  return `${stem}.${ending}`;
}

/** The groups that have a state record in a folder. Throws: call it in `use`. */
export async function groupsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(RECORD));
  return names.flatMap((name) => decoded(name.slice(0, -RECORD.length)));
}

function decoded(stem: string): string[] {
  try {
    return [decodeURIComponent(stem)];
  } catch {
    return []; // no group's
  }
}

const RECORD = '.state.json';

const encoded = (letter: string): string =>
  [...Buffer.from(letter)].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
