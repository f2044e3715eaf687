import { awsSettings } from '@kirikae/aws';
import type { Plugin, ResourceType, Status, Written } from '@kirikae/core';
import eip from '@kirikae/plugin-eip';
import privateIp from '@kirikae/plugin-private-ip';
import routeTable from '@kirikae/plugin-route-table';
import route53 from '@kirikae/plugin-route53';
import { hostAt, runOnce } from './one-run.ts';

/** One request that a resource type makes, and the true answer to it. */
export interface Question {
  readonly name: string;
  /** What the true answer comes to. */
  readonly comes: string;
  readonly truth: string;
  readonly status: number;
  /** True where what is spoilt is the document of a role's credentials, with which the question is signed. */
  readonly signs: boolean;
  /** Asks, and gives what the answer comes to: a state, or what a write made. */
  ask(url: string): Promise<string>;
}

const typeOf = (plugin: Plugin): ResourceType => plugin.types[0] as ResourceType;

/** What is asked of a resource: a look, or a take with what a look saw. */
type Asking = { readonly look: true } | { readonly take: Status };

function question(
  name: string,
  comes: string,
  plugin: Plugin,
  fields: object,
  asking: Asking,
  truth: string,
  status = 200,
): Question {
  const signs = truth.startsWith('{');
  const askAt = (url: string) => {
    const settings = awsSettings.parse({ endpoints: { ec2: url, route53: url }, metadata: 'off' });
    return typeOf(plugin).create({ ...settings, region: 'ap-northeast-1', ...fields }, hostAt(url));
  };
  let resource: ReturnType<typeof askAt> | undefined;
  return {
    name,
    comes,
    truth,
    status,
    signs,
    ask: async (url) => {
      resource = signs || !resource ? askAt(url) : resource;
      let made: Written | undefined;
      const run = runOnce((written) => {
        made = written;
      });
      if ('look' in asking) {
        return (await resource.status(run)).state;
      }
      await resource.activate(run, asking.take);
      return made?.proof ? 'done' : `done ${made?.version}`;
    },
  };
}

const INSTANCE = 'i-0000000000000000a';
const ENI = 'eni-0000000000000000a';
const own = { instanceId: INSTANCE, networkInterfaceId: ENI };
const elsewhere = { state: 'elsewhere', holder: { id: 'i-0000000000000000b' }, detail: '' } as const;
const ec2 = (action: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0a1b2c3d-0000-4000-8000-000000000000</requestId>${content}</${action}Response>`;
const r53 = (action: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${content}</${action}Response>`;

const address = {
  ...own,
  allocationId: 'eipalloc-0000000000000000a',
  privateIp: '10.0.1.10',
  takeover: 'always',
  mac: null,
};
const seat = (instance: string, eni: string, ip: string) =>
  `<instanceId>${instance}</instanceId><associationId>eipassoc-0000000000000000a</associationId><networkInterfaceId>${eni}</networkInterfaceId><networkInterfaceOwnerId>123456789012</networkInterfaceOwnerId><privateIpAddress>${ip}</privateIpAddress>`;
const addresses = (more: string) =>
  ec2(
    'DescribeAddresses',
    `<addressesSet><item><publicIp>203.0.113.7</publicIp><allocationId>${address.allocationId}</allocationId><domain>vpc</domain>${more}<publicIpv4Pool>amazon</publicIpv4Pool></item></addressesSet>`,
  );

const secondary = {
  ...own,
  address: '10.0.1.100',
  takeover: 'always',
  configureOs: false,
  prefix: 32,
  mac: '02:00:00:00:00:01',
  vpcId: 'vpc-0000000000000000a',
};
const listing = (eni: string, instance: string) =>
  ec2(
    'DescribeNetworkInterfaces',
    `<networkInterfaceSet><item><networkInterfaceId>${eni}</networkInterfaceId><vpcId>${secondary.vpcId}</vpcId><macAddress>02:00:00:00:00:01</macAddress><sourceDestCheck>true</sourceDestCheck><attachment><attachmentId>eni-attach-1</attachmentId><instanceId>${instance}</instanceId><deviceIndex>0</deviceIndex></attachment><privateIpAddressesSet><item><privateIpAddress>10.0.1.10</privateIpAddress><primary>true</primary></item><item><privateIpAddress>${secondary.address}</privateIpAddress><primary>false</primary></item></privateIpAddressesSet><ipv6AddressesSet/></item></networkInterfaceSet>`,
  );

const routes = { ...own, destination: '10.99.0.0/24', routeTableIds: ['rtb-0000000000000000a'], create: false };
const tables = (target: string) =>
  ec2(
    'DescribeRouteTables',
    `<routeTableSet><item><routeTableId>${routes.routeTableIds[0]}</routeTableId><vpcId>vpc-0000000000000000a</vpcId><routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state><origin>CreateRouteTable</origin></item><item><destinationCidrBlock>${routes.destination}</destinationCidrBlock>${target}<origin>CreateRoute</origin></item></routeSet></item></routeTableSet>`,
  );
const toEni = (eni: string, instance: string, state = 'active') =>
  `<networkInterfaceId>${eni}</networkInterfaceId><instanceId>${instance}</instanceId><state>${state}</state>`;

const wanted = { name: 'www.example.com.', type: 'A', ttl: 30, values: ['10.0.1.10'], tells: true };
const zone = {
  hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  instanceId: INSTANCE,
  records: [wanted],
  wait: 'none',
  waitTimeout: 20_000,
  assumes: [],
};
const weighted = { ...wanted, setIdentifier: 'one', siblings: ['two'], weight: 100 };
const set = (value: string, more = '') =>
  `<ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type>${more}<TTL>30</TTL><ResourceRecords><ResourceRecord><Value>${value}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>`;
const page = (sets: string, limit: number) =>
  r53(
    'ListResourceRecordSets',
    `<ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>${limit}</MaxItems>`,
  );
const policy = (id: string, weight: number) => `<SetIdentifier>${id}</SetIdentifier><Weight>${weight}</Weight>`;
const another = {
  state: 'elsewhere',
  detail: '',
  version: '',
  pairs: [
    {
      wanted,
      found: { Name: wanted.name, Type: wanted.type, TTL: 30, ResourceRecords: [{ Value: '10.0.1.11' }] },
      siblings: [],
      strangers: [],
    },
  ],
};
const refusal = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>AWS says why.</Message></Error></Errors><RequestID>0a1b2c3d</RequestID></Response>`;

/** What signs every question. */
export const CREDENTIALS = JSON.stringify(
  {
    Code: 'Success',
    AccessKeyId: 'ASIATEST',
    SecretAccessKey: 'of the test',
    Token: 'token',
    Expiration: '2099-01-01T00:00:00Z',
  },
  null,
  1,
);
/** The answer to a question whose credentials are spoilt. */
export const SIGNED = addresses(seat(INSTANCE, ENI, '10.0.1.10'));

/** Every request of the resource types, with answers that come to different things. */
export const QUESTIONS: readonly Question[] = [
  question('an address, with credentials', 'active', eip, address, { look: true }, CREDENTIALS),
  question(
    'an address that is here',
    'active',
    eip,
    address,
    { look: true },
    addresses(seat(INSTANCE, ENI, '10.0.1.10')),
  ),
  question(
    'an address that is elsewhere',
    'elsewhere',
    eip,
    address,
    { look: true },
    addresses(seat('i-0000000000000000b', 'eni-0000000000000000b', '10.0.1.11')),
  ),
  question('an address that nobody has', 'inactive', eip, address, { look: true }, addresses('')),
  question(
    'an address that does not exist',
    'error failed',
    eip,
    address,
    { look: true },
    refusal('InvalidAllocationID.NotFound'),
    400,
  ),
  question(
    'an address that was taken',
    'done eipassoc-0000000000000000c',
    eip,
    address,
    { take: elsewhere },
    ec2('AssociateAddress', '<return>true</return><associationId>eipassoc-0000000000000000c</associationId>'),
  ),
  question(
    'an address that was refused',
    'error denied',
    eip,
    address,
    { take: elsewhere },
    refusal('AuthFailure'),
    400,
  ),
  question('a private address that is here', 'active', privateIp, secondary, { look: true }, listing(ENI, INSTANCE)),
  question(
    'a private address that is elsewhere',
    'elsewhere',
    privateIp,
    secondary,
    { look: true },
    listing('eni-0000000000000000b', 'i-0000000000000000b'),
  ),
  question('a route that leads here', 'active', routeTable, routes, { look: true }, tables(toEni(ENI, INSTANCE))),
  question(
    'a route that leads elsewhere',
    'elsewhere',
    routeTable,
    routes,
    { look: true },
    tables(toEni('eni-0000000000000000b', 'i-0000000000000000b')),
  ),
  question(
    'a route that is a blackhole',
    'inactive',
    routeTable,
    routes,
    { look: true },
    tables(toEni(ENI, INSTANCE, 'blackhole')),
  ),
  question('a record that is ours', 'active', route53, zone, { look: true }, page(set('10.0.1.10'), 1)),
  question('a record that is another’s', 'elsewhere', route53, zone, { look: true }, page(set('10.0.1.11'), 1)),
  question(
    'weighted records',
    'active',
    route53,
    { ...zone, records: [weighted] },
    { look: true },
    page(set('10.0.1.10', policy('one', 100)) + set('10.0.1.11', policy('two', 0)), 10),
  ),
  question(
    'a batch that was accepted',
    'done',
    route53,
    zone,
    { take: another as never },
    r53(
      'ChangeResourceRecordSets',
      '<ChangeInfo><Id>/change/C0123456789</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>',
    ),
  ),
];
