import { readFile } from 'node:fs/promises';
import { formatDuration, type Report, readConfig } from '@kirikae/engine';
import { parse } from 'yaml';
import { cliError } from '../errors.ts';

/** What is of use in a `patroni.yml`: where the REST API of this node is, and the time in s after which a leader that is silent is replaced. */
export interface PatroniFile {
  readonly path: string;
  readonly url: string;
  readonly ttl: number;
}

/** Patroni's own defaults. */
const LISTENS = '127.0.0.1:8008';
const TTL = 30;

const ANY = /^(?:0\.0\.0\.0|\*|\[?::\]?)?(?=:\d+$)/;

/** Reads it. Throws a usage error if it cannot be read, or is none. */
export async function readPatroniFile(path: string): Promise<PatroniFile> {
  try {
    const { restapi = {}, bootstrap } = Object(parse(await readFile(path, 'utf8')));
    const { listen = LISTENS, certfile } = Object(restapi);
    const place = String(listen).replace(ANY, '127.0.0.1');
    const url = new URL(`${certfile ? 'https' : 'http'}://${place}`);
    const ttl = Number(bootstrap?.dcs?.ttl ?? TTL);
    if (!(ttl > 0)) throw new Error('bootstrap.dcs.ttl is no time');
    return { path, url: url.origin, ttl };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message.split('\n')[0] ?? '';
    throw cliError('PATRONI_UNREADABLE', '', { path, reason }, { cause: error });
  }
}

/** Warns of groups, or of one, whose `activate` may outlive the leader that it was started for. */
export async function warnOfTtl(
  report: Report,
  config: string,
  { path, ttl }: PatroniFile,
  group?: string,
): Promise<void> {
  const { groups } = (await readConfig(config)).content;
  for (const [name, { timeout }] of Object.entries(groups)) {
    if ((group !== undefined && name !== group) || timeout < ttl * 1_000) continue;
    const message = `groups.${name}.timeout is ${formatDuration(timeout)}, not less than the ttl of ${ttl} s in ${path}: an activate may outlive the leader that it was started for; write a shorter timeout`;
    report.warnings.push({ code: 'PATRONI_TTL', message });
  }
}
