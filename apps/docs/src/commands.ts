import { COMMANDS } from '@kirikae/cli';
import { markdownTable, type Page, page } from './page.ts';

interface Flag {
  readonly char?: string;
  readonly helpValue?: string | string[];
  readonly summary?: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
}
interface Described {
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: unknown[];
  readonly args?: Readonly<Record<string, { required?: boolean; description?: string }>>;
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly baseFlags?: Readonly<Record<string, Flag>>;
}

/** The page of all commands, from what the commands say of themselves. */
export function commandsPage(): Page {
  const parts = Object.entries(COMMANDS).map(([id, command]) =>
    describe(id.replaceAll(':', ' '), command as Described),
  );
  return page(
    'commands.md',
    'Commands',
    'Exit codes: [errors.md](errors.md). Fields of the file: [configuration.md](configuration.md).',
    ...parts,
  );
}

function describe(
  name: string,
  { summary = '', description, examples = [], args = {}, flags = {}, baseFlags = {} }: Described,
): string {
  const words = Object.entries(args).map(([arg, { required }]) =>
    required ? arg.toUpperCase() : `[${arg.toUpperCase()}]`,
  );
  const rows = Object.entries({ ...flags, ...baseFlags }).map(([flag, about]) => [
    flagText(flag, about),
    aboutText(about),
  ]);
  const shown = examples.map((example) => String(example).replaceAll('<%= config.bin %>', 'kirikae'));
  return [
    `## kirikae ${[name, ...words].join(' ')}`,
    summary,
    ...(description ? [description] : []),
    ...(rows.length > 0 ? [markdownTable(['flag', ''], rows)] : []),
    ...(shown.length > 0 ? [`\`\`\`sh\n${shown.join('\n')}\n\`\`\``] : []),
  ].join('\n\n');
}

const flagText = (name: string, { char, helpValue, options }: Flag): string =>
  `\`--${name}${helpValue ? ` ${options ? name.replace(/^.*-/, '').toUpperCase() : helpValue}` : ''}\`${char ? `, \`-${char}\`` : ''}`;

function aboutText({ summary = '', options, default: value }: Flag): string {
  const choice = options ? ` One of ${options.map((option) => `\`${option}\``).join(', ')}.` : '';
  return `${summary}${choice}${typeof value === 'string' ? ` Default: \`${value}\`.` : ''}`;
}
