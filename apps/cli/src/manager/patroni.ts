import { text } from 'node:stream/consumers';
import { cliError } from '../errors.ts';
import type { Env, Manager, Role } from './manager.ts';

/** Where Patroni's REST API listens, if nothing says otherwise. */
const USUAL = 'http://127.0.0.1:8008';

/** How long, in ms, it may take to answer: less than after what a look is old. */
const PATIENCE = 1_000;

/** The words of a leader, up to Patroni 3 and from 4 on. */
const LEADERS: readonly unknown[] = ['master', 'primary'];

/**
 * What Patroni's REST API calls this node. `/primary` answers 200 to the one that has the leader's lock and 503 to all others, with the role
 * of its PostgreSQL. Where the two disagree it is about to change, and a callback will come; the leader of a standby cluster is nobody's address.
 */
export const roleByPatroni: NonNullable<Manager['role']> = async ({ env }): Promise<Role> => {
  const { status, role } = await ask(env);
  const leads = LEADERS.includes(role);
  if (status === 200) return { name: leads ? 'leader' : 'neither' };
  if (leads || role === 'standby_leader') return { name: 'neither' };
  return { name: 'other', reason: 'move' };
};

async function ask(env: Env): Promise<{ status: number; role: unknown }> {
  const url = env['KIRIKAE_PATRONI_URL'] ?? USUAL;
  try {
    const { status, body } = await answerOf(new URL('/primary', url));
    const role = roleIn(body);
    if ((status === 200 || status === 503) && typeof role === 'string') return { status, role };
    throw new Error(`${status} without a role`);
  } catch (error) {
    const reason = `${url}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`;
    const remedy = 'see that Patroni runs and where its REST API listens: KIRIKAE_PATRONI_URL';
    throw cliError('MANAGER_SILENT', '', { manager: 'Patroni', reason, remedy }, { cause: error });
  }
}

function roleIn(body: string): unknown {
  try {
    return Object(JSON.parse(body))['role'];
  } catch {
    return undefined;
  }
}

/** It is this machine that is asked: its certificate, which mostly nobody has signed, proves nothing more. */
async function answerOf(url: URL): Promise<{ status: number; body: string }> {
  const { get } = await (url.protocol === 'https:' ? import('node:https') : import('node:http')); // most runs need neither
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE);
    get(url, { signal, agent: false, rejectUnauthorized: false }, (response) => {
      const { statusCode: status = 0 } = response;
      text(response).then((body) => resolve({ status, body }), reject);
    }).on('error', reject);
  });
}
