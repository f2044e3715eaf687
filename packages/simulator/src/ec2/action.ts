import type { Identifiers } from '../identifiers.ts';
import type { QueryParameters } from '../query.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml.ts';

/** What an EC2 action works on; `world` is that of the region the request was signed for. */
export interface Ec2Request {
  params: QueryParameters;
  world: World;
  ids: Identifiers;
  region: string;
  /** The simulator's clock, in ms. */
  now: number;
}

/** One EC2 action: the parameters it models (`N` = any index) and the content of its answer. */
export interface Ec2Action {
  name: string;
  write: boolean;
  parameters: readonly string[];
  answer(request: Ec2Request): XmlElement;
}
