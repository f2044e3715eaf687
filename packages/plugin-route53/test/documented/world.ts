import { Agent, request } from 'node:http';
import { type Host, KirikaeError, type Run } from '@kirikae/core';
import { type RecordSet, signedHeaders, startSimulator } from '@kirikae/simulator';
import { recordSets as type } from '../../src/record-sets.ts';
import { type Resolved, resolve } from '../../src/resolved.ts';
import type { Config } from '../../src/schema.ts';
import { statusOf } from '../../src/status.ts';
import { pairOf, type Wanted } from '../../src/wanted.ts';
import type { DocumentedSet } from './documented.ts';

const KEY = { accessKeyId: 'AKIA0000000000000001', secretAccessKey: 'secret' };

/** What is in the zone beside its NS and SOA. */
export const PRESENT: readonly (RecordSet & Pick<DocumentedSet, 'type'>)[] = [
  { name: 'taken.example.com', type: 'A', ttl: 30, values: ['192.0.2.1'] },
  { name: 'alias.example.com', type: 'CNAME', ttl: 30, values: ['a.example.org'] },
];

/** What the check makes of a record set. */
export type Checked = { readonly refused: string } | { readonly config: Config };

/** A zone of the simulator, and the resource type as it is built, in one process. */
export async function openZone() {
  const simulator = await startSimulator();
  simulator.world.credentials.push({
    ...KEY,
    sessionToken: null,
    caller: 'test',
    principal: 'test',
    roleArn: null,
    expiresAt: null,
  });
  const zone = simulator.addZone({ name: 'example.com', id: 'Z1', recordSets: [...PRESENT] });
  const untouched = structuredClone(zone.recordSets);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const host = hostOf((await simulator.addNode({ name: 'web-1' })).imdsUrl);
  const base = { hostedZoneId: 'Z1', region: 'ap-northeast-1', endpoints: { route53: simulator.url } };
  return {
    /** The record set of the zone that is not one of those it began with, or that replaced one. */
    added: () =>
      zone.recordSets.find((set) => !untouched.some((other) => JSON.stringify(other) === JSON.stringify(set))),
    reset: () => {
      zone.recordSets = structuredClone(untouched);
      simulator.world.changes.length = 0; // every call copies the world
      simulator.calls.length = 0;
    },
    check: (set: DocumentedSet): Checked => {
      const parsed = type.schema.safeParse({ ...base, records: [set] });
      if (!parsed.success) return { refused: parsed.error.issues.map(({ message }) => message).join('; ') };
      const config = parsed.data as Config;
      const wrong = type.policy?.problems?.(config) ?? [];
      return wrong.length > 0 ? { refused: wrong.map(({ reason }) => reason).join('; ') } : { config };
    },
    /** What is to be sent for a set that was checked. */
    resolve: (config: Config): Promise<Resolved> => resolve(config, host, config),
    /** The status that a look finds, as it is read over the wire. */
    look: async (resolved: Resolved) => type.create(resolved, host).status(planning([])),
    plan: (resolved: Resolved) => planOf(resolved, host),
    /** Puts a set into the zone, as it is given; gives why that is refused, if it is. */
    put: (set: DocumentedSet) => send(simulator.url, agent, bodyOf(set)),
    close: async () => {
      agent.destroy();
      await simulator.close();
    },
  };
}

function hostOf(metadata: string): Host {
  const made = new Map<string, unknown>();
  return {
    runId: 'RUN',
    version: '0.0.0',
    group: 'web',
    strategy: null,
    folder: '/nowhere',
    node: { name: 'web-1', entry: undefined },
    env: {
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata,
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    },
    count: () => {},
    once: <T>(key: string, make: () => T): T => {
      if (!made.has(key)) made.set(key, make());
      return made.get(key) as T;
    },
    log: () => {},
    read: (call) => call(new AbortController().signal),
    refuseWeak: async () => {},
  };
}

/** A run that plans: what it would write is noted and not made. */
function planning(writes: string[]): Run {
  const { signal } = new AbortController();
  return {
    node: { name: 'web-1', id: 'i-0000000000000000a' },
    resource: 'it',
    reason: null,
    signal,
    dryRun: true,
    unfinished: false,
    deadline: { remaining: () => 10_000, signal, clear: () => {} },
    log: () => {},
    progress: () => {},
    read: (call) => call(signal),
    readMany: async (question, about) => {
      const told = (await question.ask([about], signal)).get(about);
      if (told === undefined || told instanceof KirikaeError) throw told;
      return told;
    },
    write: async (action) => {
      writes.push(action);
      return {};
    },
    wait: async () => undefined,
  };
}

/** What a plan comes to: the writes that it has, or the error that prevents it. */
async function planOf(resolved: Resolved, host: Host): Promise<{ writes: string[]; error: string | undefined }> {
  const writes: string[] = [];
  const run = planning(writes);
  const resource = type.create(resolved, host);
  const plan = async () => resource.activate(run, await resource.status(run));
  const error = await plan().then(
    () => undefined,
    (thrown) => String(thrown.code),
  );
  return { writes, error };
}

/** The status of a set that is in the zone, as a look finds it. */
export function statusIn(wanted: Wanted, { name, type: kind, ttl, values, ...more }: RecordSet) {
  const { setIdentifier: SetIdentifier, weight: Weight, failover } = more;
  const Failover = failover as Wanted['failover'];
  const ResourceRecords = values.map((Value) => ({ Value }));
  const fields = {
    Name: name,
    Type: kind as Wanted['type'],
    TTL: ttl,
    ResourceRecords,
    SetIdentifier,
    Weight,
    Failover,
  };
  return statusOf([pairOf(wanted, [fields])], null);
}

const codes = (text: string): string =>
  text.replace(/[^A-Za-z0-9.:-]/gu, (letter) => `&#x${(letter.codePointAt(0) ?? 0).toString(16)};`);

function bodyOf({ name, type: kind, ttl, values, setIdentifier, weight, failover }: DocumentedSet): string {
  const element = (tag: string, value: string | number | undefined) =>
    value === undefined ? '' : `<${tag}>${codes(String(value))}</${tag}>`;
  const records = values.map((value) => `<ResourceRecord>${element('Value', value)}</ResourceRecord>`).join('');
  const policy = element('SetIdentifier', setIdentifier) + element('Weight', weight) + element('Failover', failover);
  const set = `${element('Name', name)}${element('Type', kind)}${policy}${element('TTL', ttl)}<ResourceRecords>${records}</ResourceRecords>`;
  return `<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet>${set}</ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
}

function send(url: string, agent: Agent, body: string): Promise<string | undefined> {
  const path = `${url}/2013-04-01/hostedzone/Z1/rrset/`;
  const headers = signedHeaders(KEY, { url: path, service: 'route53', region: 'us-east-1', body });
  return new Promise((resolve, reject) => {
    const sent = request(path, { method: 'POST', agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve(answer.statusCode === 200 ? undefined : Buffer.concat(parts).toString()));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
