/** What the surroundings of a run lack. */
export const SURROUNDINGS = ['whole', 'no HOME', 'no SHELL', 'no TMPDIR', 'ulimit -n 32', 'closed stdin'] as const;

/** Those that root alone can make. */
export const ROOTED = ['no passwd entry', 'read-only root'] as const;

export type Around = (typeof SURROUNDINGS)[number] | (typeof ROOTED)[number];

const LOGIN = { SHELL: '/bin/sh', TMPDIR: '/tmp' };

const sh = (script: string): string[] => ['sh', '-c', `${script}; exec "$@"`, 'sh'];
const apart = (script: string): string[] => ['unshare', '-m', 'sh', '-c', `${script} && exec "$@"`, 'sh'];
/** A user whom nobody has entered anywhere, and who owns nothing. */
export const STRANGER = 54_321;
const nobody = ['setpriv', '--reuid', `${STRANGER}`, '--clear-groups'];

const WRAPS: Readonly<Partial<Record<Around, readonly string[]>>> = {
  'ulimit -n 32': sh('ulimit -n 32'),
  'closed stdin': ['sh', '-c', 'exec "$@" <&-', 'sh'],
  'no passwd entry': nobody,
  'read-only root': apart('mount -o remount,ro,bind /'),
};

const ABSENT: Readonly<Partial<Record<Around, readonly string[]>>> = {
  'no HOME': ['HOME'],
  'no SHELL': ['SHELL'],
  'no TMPDIR': ['TMPDIR'],
  'no passwd entry': ['HOME', 'SHELL'],
};

/** What stands before the program, and the environment that it gets. */
export function surroundingsOf(around: Around, env: Readonly<Record<string, string>>) {
  const all = Object.entries({ ...LOGIN, ...env });
  const kept = all.filter(([name]) => !(ABSENT[around] ?? []).includes(name));
  return { wrap: WRAPS[around] ?? [], env: Object.fromEntries(kept) };
}
