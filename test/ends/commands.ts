/** A command line, where the address is before it, and what the public interface says of its end. */
export interface Command {
  readonly args: readonly string[];
  /** The node that has the address at first. */
  readonly holder?: 'here' | 'there';
  /** Interface §3. */
  readonly code: number;
  /** Who must have it in the end. */
  readonly ends?: 'here' | 'there' | 'nobody';
  /** The forms that its output may have. */
  readonly forms: 'managed' | 'json' | 'text';
}

const GROUP = ['--group', 'web'];

export const COMMANDS: Readonly<Record<string, Command>> = {
  activate: { args: ['activate', 'web'], holder: 'there', code: 0, ends: 'here', forms: 'managed' },
  'activate, no such group': { args: ['activate', 'wbe'], holder: 'there', code: 2, ends: 'there', forms: 'managed' },
  deactivate: { args: ['deactivate', 'web'], holder: 'here', code: 0, ends: 'nobody', forms: 'managed' },
  'monitor, active': { args: ['monitor', 'web'], holder: 'here', code: 0, forms: 'managed' },
  'monitor, standby': { args: ['monitor', 'web'], holder: 'there', code: 7, forms: 'managed' },
  'guard, no state known': { args: ['guard', 'web', '--manager', 'keepalived'], code: 20, forms: 'json' },
  status: { args: ['status'], code: 0, forms: 'json' },
  history: { args: ['history'], code: 0, forms: 'json' },
  forget: { args: ['forget', 'web', 'public-address'], code: 2, forms: 'json' },
  'config check': { args: ['config', 'check'], code: 0, forms: 'json' },
  'config show': { args: ['config', 'show'], code: 0, forms: 'json' },
  'config schema': { args: ['config', 'schema'], code: 0, forms: 'json' },
  script: { args: ['script', 'pacemaker', ...GROUP, '--binary', '/usr/bin/kirikae'], code: 0, forms: 'json' },
  types: { args: ['types'], code: 0, forms: 'json' },
  demo: { args: ['demo', '--fault', 'help'], code: 0, forms: 'text' },
  help: { args: ['--help'], code: 0, forms: 'text' },
  version: { args: ['--version'], code: 0, forms: 'text' },
  'unknown command': { args: ['activat', 'web'], code: 2, forms: 'json' },
  'bad flag': { args: ['status', '--no-such-flag'], code: 2, forms: 'json' },
};

/** How the result is told. */
export const FORMS = ['text', 'json', 'clusterpro', 'pacemaker', 'keepalived', 'patroni', 'systemd'] as const;

/** What a form adds to the command line; CLUSTERPRO says in the environment that it made the call. */
export function formed(form: string): { args: readonly string[]; env: Readonly<Record<string, string>> } {
  if (form === 'text') return { args: [], env: {} };
  if (form === 'json') return { args: ['--json'], env: {} };
  const env: Record<string, string> = form === 'clusterpro' ? { CLP_EVENT: 'START', CLP_FACTOR: 'CLUSTERDOWN' } : {};
  return { args: ['--manager', form], env };
}

/** True if a command can be told in a form. */
export function canBe({ forms }: Command, form: string): boolean {
  if (form === 'text') return true;
  return form === 'json' ? forms !== 'text' : forms === 'managed';
}

/** The code that the caller gets: for Pacemaker every failure is 1. */
export const codeFor = ({ code }: Command, form: string): number =>
  form === 'pacemaker' && code !== 0 && code !== 7 ? 1 : code;
