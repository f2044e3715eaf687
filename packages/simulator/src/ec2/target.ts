import { AwsError } from '../aws-error.ts';
import type { NetworkInterface, World } from '../world.ts';
import { foundInterface } from './found.ts';

/** The interface to which something shall go, or why it cannot: it is not there, or its instance is still pending. */
export function targetOf(world: World, id: string): NetworkInterface {
  const target = foundInterface(world, id);
  const instance = world.instances.find((candidate) => candidate.id === target.instanceId);
  if (instance?.state !== 'pending') return target;
  throw new AwsError(
    400,
    'IncorrectInstanceState',
    `The instance '${instance.id}' is not in the 'running' state: it is pending`,
  );
}
