import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What the stand-in of `ip` does when it is told to change something. */
type Manner = 'obeys' | 'denied' | 'ignores' | 'hates';

/** A program `ip` in a folder of its own, for machines on which no address may be changed. */
export interface FakeIp {
  readonly folder: string;
  behave(manner: Manner): void;
  /** The addresses of the device, with their prefix lengths. */
  carried(): string[];
  carry(...addresses: string[]): void;
  /** Every change that it was told to make. */
  told(): string[];
}

const program = (folder: string) => `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
const state = JSON.parse(readFileSync(${JSON.stringify(join(folder, 'state'))}, 'utf8'));
const args = process.argv.slice(2);
const end = (code, text) => { process.stderr.write(text + '\\n'); process.exit(code); };
if (args[0] === '-j') {
  if (state.manner === 'hates') end(1, 'Option "-j" is unknown, try "ip -help".');
  const addr_info = state.carried.map((each) => ({ local: each.split('/')[0], prefixlen: Number(each.split('/')[1]) }));
  console.log(JSON.stringify([{ ifname: 'lo', addr_info: [] }, { ifname: 'eth0', address: state.mac, addr_info }]));
} else {
  state.told.push(args.join(' '));
  if (state.manner === 'denied') end(2, 'RTNETLINK answers: Operation not permitted');
  const has = state.carried.includes(args[2]);
  if (state.manner === 'obeys' && args[1] === 'add' && has) end(2, 'RTNETLINK answers: File exists');
  if (state.manner === 'obeys' && args[1] === 'add') state.carried.push(args[2]);
  if (state.manner === 'obeys' && args[1] === 'del') state.carried = state.carried.filter((each) => each !== args[2]);
  writeFileSync(${JSON.stringify(join(folder, 'state'))}, JSON.stringify(state));
}
`;

/** Puts it there for one test, with one device of that MAC address. */
export function fakeIp(mac: string): FakeIp {
  const folder = mkdtempSync(join(tmpdir(), 'kirikae-ip-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'state');
  const read = () => JSON.parse(readFileSync(file, 'utf8'));
  const write = (more: object) => writeFileSync(file, JSON.stringify({ ...read(), ...more }));
  writeFileSync(file, JSON.stringify({ mac, carried: ['10.0.1.10/16'], told: [], manner: 'obeys' }));
  writeFileSync(join(folder, 'ip'), program(folder));
  chmodSync(join(folder, 'ip'), 0o755);
  return {
    folder,
    behave: (manner) => write({ manner }),
    carried: () => read().carried,
    carry: (...addresses) => write({ carried: [...read().carried, ...addresses] }),
    told: () => read().told,
  };
}
