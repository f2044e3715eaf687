import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Requests } from '@kirikae/aws';
import type { Host } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** This node's interface, as EC2 or the metadata service knows it. */
export interface OwnInterface {
  readonly vpcId: string;
  readonly mac: string;
}

/** One address in EC2, how EC2 is asked about it, and what this run has learned there. */
export interface Cloud {
  readonly resolved: Resolved;
  readonly host: Host;
  readonly ec2: Requests<EC2Client>;
  /** This node's interface, where EC2 had to be asked for it. */
  own?: OwnInterface;
  /** Until when, as `performance.now()`, it may be listed nowhere, or at two interfaces, since a write of this run moved it. */
  movingUntil: number;
  /** The interface from which this run took the address to have it free. */
  freedFrom?: string;
  /** Where it was when EC2 refused to assign it, since somebody had just got it. */
  overtaken?: { readonly at: string | undefined };
}
