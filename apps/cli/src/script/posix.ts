import { notInstalled, type Target, wordsOf } from './target.ts';

/** One word of a POSIX shell: in quotes, unless it is plain. */
export const word = (text: string): string => (/^[\w-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The call of kirikae for a command, word by word. */
export const call = (target: Target, command: string): string => wordsOf(target, command).map(word).join(' ');

/** Lines as a comment. */
export const comment = (lines: readonly string[]): string => lines.map((line) => `# ${line}`.trimEnd()).join('\n');

/** The lines that hand over by whom the script was called. */
export const CALLED_BY = `\
# By whom this was called: this boot, and each process up to the manager, with its start and name. When the manager has ended, nothing is taken any more.
called_by() {
  stat=
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null
  # shellcheck disable=SC2086 # words: state, parent, group, session, and the start as the 20th
  set -- "$1" \${stat##*) }
  name=\${stat#*(} name=\${name%)*}
  case $name in *[!A-Za-z0-9_.-]*) name= ;; esac
  printf ' %s:%s:%s' "$1" "\${21:-}" "$name"
  if [ "\${3:-0}" -gt 1 ] && [ "$1" != "\${5:-0}" ]; then called_by "$3"; fi
}
boot=
{ read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
KIRIKAE_CALLER="$boot$(called_by "$PPID")"
export KIRIKAE_CALLER`;

/** How a script says something where its manager's operator looks. */
const SAY = {
  cluster: `clplogcmd -m "$1" -l ERR --alert 2>/dev/null || logger -t kirikae -p daemon.err "\${1#kirikae: }"`,
  system: `logger -t kirikae -p daemon.err "\${1#kirikae: }"`,
};

/** The lines that end a script, and say so where its operator looks, if the program is not there. */
export const needed = (target: Target, wanted: string, log: keyof typeof SAY): string => `\
kirikae=${word(target.binary)}

PATH=\${PATH:-/usr/bin:/bin}:/usr/sbin
say() {
  echo "$1" >&2
  ${SAY[log]}
}

if [ ! -f "$kirikae" ] || [ ! -x "$kirikae" ]; then
  say "${notInstalled(target, wanted, '$kirikae')}"
  exit 1
fi`;
