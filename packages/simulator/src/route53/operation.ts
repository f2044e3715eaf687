import { AwsError } from '../aws-error.ts';
import type { Simulation } from '../service.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Zone } from './zone.ts';

/** What a Route 53 operation works on; `id` is from the path, `world` may be older than the simulation's. */
interface Route53Request {
  id: string;
  query: Record<string, string>;
  /** The parsed XML body; undefined when there is none or it is not well-formed. */
  body: unknown;
  world: World;
  simulation: Simulation;
}

/** One Route 53 operation: method, path below `/2013-04-01`, and the content of its answer. */
export interface Route53Operation {
  name: string;
  method: string;
  path: RegExp;
  write: boolean;
  /** The query parameters it models. */
  query: readonly string[];
  answer(request: Route53Request): XmlElement;
}

/** The zone with an id, or NoSuchHostedZone. */
export function foundZone(world: World, id: string): Zone {
  const zone = world.zones.find((candidate) => candidate.id === id);
  if (zone !== undefined) return zone;
  throw new AwsError(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
}
