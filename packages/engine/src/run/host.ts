import { dirname, resolve } from 'node:path';
import type { Host } from '@kirikae/core';
import type { Config } from '../file/config.ts';
import { refuseWeak } from '../machine/refuse-weak.ts';
import type { NamedNode } from './node.ts';
import type { Session } from './session.ts';

/** A host whose `node` is set again once the node's id is known. */
export type AskedHost = Host & { node: Host['node'] };

/** What resource types may ask about where they run. */
export function makeHost({ options, report, read, once }: Session, named: NamedNode, config?: Config): AskedHost {
  const { apiCalls } = report;
  const group = options.group ?? '';
  return {
    runId: report.runId,
    version: options.version,
    group,
    strategy: config?.content.groups[group]?.strategy ?? null,
    folder: dirname(resolve(options.configPath)),
    node: { name: named.name, entry: named.entry },
    env: options.env,
    count: (service) => {
      apiCalls[service] = (apiCalls[service] ?? 0) + 1;
    },
    once,
    log: options.log ?? (() => {}),
    refuseWeak,
    read,
  };
}
