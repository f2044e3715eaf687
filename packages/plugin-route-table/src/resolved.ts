import { type AwsSettings, findInterface, identify, regionOf, settingsOf } from '@kirikae/aws';
import type { Host } from '@kirikae/core';
import type { Config } from './schema.ts';

/** The routes, and where they lead on this node. */
export interface Resolved extends AwsSettings {
  readonly region: string;
  readonly destination: string;
  readonly routeTableIds: readonly string[];
  readonly create: boolean;
  readonly instanceId: string | null;
  readonly networkInterfaceId: string;
}

/** Finds the interface. */
export async function resolve(config: Config, host: Host): Promise<Resolved> {
  const { destination, routeTableIds, create } = config;
  const [region, { id: instanceId }, { id: networkInterfaceId }] = await Promise.all([
    regionOf(config, host),
    identify(config, host),
    findInterface(config, host, { ...config, withoutAddress: true }),
  ]);
  return { ...settingsOf(config), region, destination, routeTableIds, create, instanceId, networkInterfaceId };
}
