import { nearest } from '@kirikae/engine';

/** What people type, from habits with other programs, for what kirikae has under another name. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  'kirikae activate GROUP': [
    'start',
    'up',
    'enable',
    'take',
    'takeover',
    'take-over',
    'failover',
    'acquire',
    'promote',
    'run',
  ],
  'kirikae deactivate GROUP': ['stop', 'down', 'disable', 'release', 'demote', 'off', 'kill'],
  'kirikae deactivate GROUP, then kirikae activate GROUP': ['restart', 'reload'],
  'kirikae status': ['state', 'show', 'list', 'ls', 'ps', 'get', 'who', 'info', 'holder'],
  'kirikae monitor GROUP': ['health', 'healthcheck', 'is-active', 'probe'],
  'kirikae history': ['log', 'logs', 'journal', 'audit'],
  'kirikae config check': ['check', 'validate', 'verify', 'lint', 'test', 'configtest'],
  'kirikae activate GROUP --dry-run': ['plan', 'diff', 'dry-run', 'dryrun', 'simulate'],
  'kirikae config schema': ['schema'],
  'kirikae types': ['plugins', 'resources', 'type'],
  'kirikae --help': [
    'help',
    'man',
    'usage',
    'commands',
    '?',
    '--usage',
    '-?',
    '/?',
    '/h',
    '/help',
    '-H',
    '--Help',
    '-help',
    '--h',
  ],
  'kirikae --version': ['version', 'ver', '-V', '--Version', '-version', '--ver', '--v', '/version'],
};

/** What to do about a first word that is no command, where it is known what was meant; undefined else. */
export function meantBy(word: string, rest: readonly string[], known: readonly string[]): string | undefined {
  const group = rest.find((each) => !each.startsWith('-'));
  if (word === 'help' && group !== undefined && known.includes(group)) return type(`kirikae ${group} --help`);
  const found = Object.keys(MEANT).find((line) => MEANT[line]?.includes(word)) ?? bySpelling(word, known);
  if (found) return type(group === undefined ? found : found.replaceAll('GROUP', quoted(group)));
  const command = rest.find((each) => known.includes(each));
  if (word.startsWith('-'))
    return `type the command first: \`kirikae ${command ?? 'COMMAND'} ${word === '--' ? 'GROUP' : word}\``;
  return undefined;
}

/** A slip in one of these words, unless it is nearer to a command. */
function bySpelling(word: string, known: readonly string[]): string | undefined {
  if (word.length < 4 || nearest(word, known)) return undefined;
  const meant = nearest(
    word,
    Object.values(MEANT)
      .flat()
      .filter((each) => each.length > 3),
  );
  return meant && Object.keys(MEANT).find((line) => MEANT[line]?.includes(meant));
}

const type = (line: string): string => `type \`${line.replaceAll(', then ', '`, then `')}\``;

/** As a shell takes it for one word. */
const quoted = (word: string): string => (/^[\w.-]+$/.test(word) ? word : 'GROUP');
