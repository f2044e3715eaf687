import { type Host, readSecret } from '@kirikae/core';
import type { AwsSettings } from '../settings.ts';
import { type Trust, trustOf } from './ca-bundle.ts';
import { isExempt } from './no-proxy.ts';
import { type HttpProxy, parseProxy } from './proxy.ts';

/*
 * How this node gets out to AWS: by which proxy, and whose certificates it trusts. The metadata service and a container's credentials
 * never go by here: they are on this very machine.
 */

/** Where a request goes to. */
interface Destination {
  /** `https:` */
  readonly protocol: string;
  readonly hostname: string;
}

/** The way out of these settings in this environment. */
export interface Egress {
  readonly trust: Trust;
  /** The proxy for a request; undefined: straight. Throws `usage` if what names it names none. */
  proxyFor(destination: Destination): HttpProxy | undefined;
}

/** The way out, found out once a run. Throws `usage` for a CA bundle or a proxy that cannot be one, if it is certain to be used. */
export function egressOf(settings: AwsSettings, host: Host): Promise<Egress> {
  const { proxy, caBundle, profile } = settings;
  return host.once(`aws egress ${JSON.stringify([proxy, caBundle, profile])}`, async (): Promise<Egress> => {
    const [trust, own] = await Promise.all([trustOf(settings, host), proxyOfFile(proxy, host)]);
    const list = first(host.env, 'no_proxy', 'NO_PROXY')?.text ?? '';
    if (list === '' && !own) proxyOfEnvironment({ protocol: 'https:' }, host.env); // nothing is exempt: it will be used, so it is told at once
    return {
      trust,
      proxyFor: (destination) =>
        isExempt(destination.hostname, list) ? undefined : (own ?? proxyOfEnvironment(destination, host.env)),
    };
  });
}

async function proxyOfFile(proxy: AwsSettings['proxy'], host: Host): Promise<HttpProxy | undefined> {
  if (proxy === undefined) return undefined;
  return parseProxy(typeof proxy === 'string' ? proxy : await readSecret(proxy, host), 'proxy of the file');
}

/** curl's order, but that upper-case `HTTP_PROXY` counts too: curl fears it in CGI programs, where a client of the web may set it. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
};

function proxyOfEnvironment({ protocol }: Pick<Destination, 'protocol'>, env: Host['env']): HttpProxy | undefined {
  const named = first(env, ...(VARIABLES[protocol] ?? []));
  return named && parseProxy(named.text, named.name);
}

/** The first variable that is set; an empty one is not. */
function first(env: Host['env'], ...names: readonly string[]): { name: string; text: string } | undefined {
  const name = names.find((each) => env[each]);
  return name === undefined ? undefined : { name, text: env[name] ?? '' };
}
