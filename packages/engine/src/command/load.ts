import { beginTrial, untilAborted } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import type { Group } from '../file/config-schema.ts';
import type { FileMember } from '../group/from-file.ts';
import { engineError } from '../report/errors.ts';
import { inUse } from '../run/open-group.ts';
import type { Session } from '../run/session.ts';

/** The members that are in use in a group, checked by their types, which are loaded for it. Ends when the run must stop. */
export async function load(
  { options, deadline }: Session,
  config: Config,
  name: string,
  group: Group,
): Promise<FileMember[]> {
  const { signal } = deadline;
  const registry = { ...options.registry, patience: deadline.remaining() / 2 }; // the rest is for what is left of the group
  const trial = beginTrial(signal);
  const plugins = config.content.plugins.join(', ');
  if (plugins) trial.failed(engineError('TYPES_LOADING', '', { plugins }));
  return untilAborted(inUse(config, name, group, registry), signal).finally(trial.over);
}
