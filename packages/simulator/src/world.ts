import type { RecordSet, Zone, ZoneChange } from './route53/zone.ts';

export type { RecordSet, Zone, ZoneChange };

/** An Elastic IP address; associated when `associationId` is set. */
export interface Address {
  allocationId: string;
  publicIp: string;
  associationId: string | null;
  networkInterfaceId: string | null;
  /** The private IPv4 address it is mapped to. */
  privateIp: string | null;
  /** True if a NAT gateway, a load balancer or another account has it: then AWS lets nobody here move it. */
  isForeign?: boolean;
}

/** A network interface; the first of `privateIpv4s` is the primary one (of an IPv6-only one there is none), `publicIpv4` the auto-assigned one. */
export interface NetworkInterface {
  id: string;
  mac: string;
  instanceId: string;
  attachmentId: string;
  deviceIndex: number;
  privateIpv4s: string[];
  ipv6s: string[];
  /** The one of `ipv6s` that is marked as primary, if any. */
  primaryIpv6: string | null;
  vpcId: string;
  /** The CIDR blocks of its subnet, IPv4 and IPv6. */
  subnetIpv4: string;
  subnetIpv6: string;
  publicIpv4: string | null;
  /** Whether it drops traffic that is not for its own addresses. */
  sourceDestCheck: boolean;
  /** Whether it gets a public IPv4 address of its own again when its Elastic IP address leaves. */
  autoAssignsPublicIpv4: boolean;
}

/** A route; of its targets one is set. */
export interface Route {
  /** IPv4 or IPv6, in the canonical form. */
  destination: string;
  networkInterfaceId: string | null;
  /** An internet or virtual private gateway, or `local`. */
  gatewayId: string | null;
  /** Whether a gateway put it there; a static route for the same destination may stand beside it. */
  propagated?: boolean;
}

/** A route table; its first route is the local one. */
export interface RouteTable {
  id: string;
  vpcId: string;
  routes: Route[];
}

/** A private address on its way to an interface, which lists it from `at` (ms since 1970) on. */
export interface AddressMove {
  address: string;
  networkInterfaceId: string;
  at: number;
}

/** An instance; `name` is the caller in the call log. */
export interface Instance {
  id: string;
  name: string;
  state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
}

/** Who signs with an access key; a temporary key has a session token and maybe an expiry (ms since 1970). */
export interface Credential {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | null;
  /** The node whose calls are signed with it. */
  caller: string;
  /** The ARN that denials name. */
  principal: string;
  roleArn: string | null;
  expiresAt: number | null;
}

/** A role that nodes may assume by STS; with `externalId` set, only together with it. */
export interface Role {
  externalId?: string;
}

/** What differs from account to account, or is told differently by AWS's documents and by those who tried. */
export interface AccountWays {
  /** Whether AssociateAddress moves an address where AllowReassociation is left out: not in accounts that had EC2-Classic. */
  reassociatesByDefault: boolean;
  /** Whether DisassociateAddress refuses an id that is gone; AWS's documents say that it does not. */
  refusesGoneAssociation: boolean;
}

/** The whole state as plain data; tests read and write it freely. */
export interface World {
  /** Milliseconds from a Route 53 change to INSYNC; `Infinity` keeps changes PENDING. */
  propagationMs: number;
  /** Milliseconds from the answer of AssignPrivateIpAddresses or AssignIpv6Addresses to the address at its interface. */
  addressMoveMs: number;
  /** Milliseconds that the metadata service shows interfaces and addresses as they were before a write. */
  metadataLagMs: number;
  addressMoves: AddressMove[];
  addresses: Address[];
  interfaces: NetworkInterface[];
  /** How many of them DescribeNetworkInterfaces looks through for one answer. */
  interfacesPerPage: number;
  /** How many private addresses of one family an interface may have. */
  addressesPerInterface: number;
  instances: Instance[];
  routeTables: RouteTable[];
  /** How many of them DescribeRouteTables tells in one answer. */
  routeTablesPerPage: number;
  account: AccountWays;
  zones: Zone[];
  changes: ZoneChange[];
  /** The ids of the health checks that there are. */
  healthChecks: string[];
  /** Roles by ARN. */
  roles: Record<string, Role>;
  /** Access keys of nodes and of role sessions. */
  credentials: Credential[];
}

/** A world with nothing in it, as every region looks in which one owns nothing. */
export function emptyWorld(): World {
  return {
    propagationMs: 0,
    addressMoveMs: 0,
    metadataLagMs: 0,
    addressMoves: [],
    addresses: [],
    interfaces: [],
    interfacesPerPage: 1_000,
    addressesPerInterface: 15,
    instances: [],
    routeTables: [],
    routeTablesPerPage: 100,
    account: { reassociatesByDefault: true, refusesGoneAssociation: true },
    zones: [],
    changes: [],
    healthChecks: [],
    roles: {},
    credentials: [],
  };
}
