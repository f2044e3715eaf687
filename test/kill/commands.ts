import { takeHere } from '../in-process.ts';
import type { Slot, Strategy } from './slot.ts';

/** A command that is killed on the first node: what there is before it, and what there shall be when it has been run again. */
export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  prepare(slot: Slot): Promise<unknown>;
  /** What the first node and the second one have in the end. */
  readonly ends: readonly [first: string, second: string];
  /** `cloud`: writes to AWS and to the disk; `disk`: only there; `nothing`: neither. */
  readonly writes: 'cloud' | 'disk' | 'nothing';
}

const nobody = async () => {};
const firstHasIt = ({ a }: Slot) => takeHere(a);
const secondTookIt = async ({ a, b }: Slot) => {
  await takeHere(a);
  await takeHere(b);
};

/** Every command that runs where there is a file. */
export const COMMANDS: readonly Command[] = [
  { name: 'activate', args: ['activate', 'web'], prepare: nobody, ends: ['all', 'none'], writes: 'cloud' },
  {
    name: 'activate, as a take-over',
    args: ['activate', 'web'],
    prepare: secondTookIt,
    ends: ['all', 'none'],
    writes: 'cloud',
  },
  { name: 'deactivate', args: ['deactivate', 'web'], prepare: firstHasIt, ends: ['none', 'none'], writes: 'cloud' },
  {
    name: 'deactivate --reason move',
    args: ['deactivate', 'web', '--reason', 'move'],
    prepare: firstHasIt,
    ends: ['all', 'none'],
    writes: 'disk',
  },
  { name: 'monitor', args: ['monitor', 'web'], prepare: firstHasIt, ends: ['all', 'none'], writes: 'nothing' },
  { name: 'status', args: ['status'], prepare: firstHasIt, ends: ['all', 'none'], writes: 'nothing' },
  { name: 'history', args: ['history', 'web'], prepare: firstHasIt, ends: ['all', 'none'], writes: 'nothing' },
  {
    name: 'activate --dry-run',
    args: ['activate', 'web', '--dry-run'],
    prepare: secondTookIt,
    ends: ['none', 'all'],
    writes: 'nothing',
  },
];

const framed = (what: string): string[] => ['before', 'amid', 'after'].map((when) => `${when} write ${what}`);
const around = (what: string): string[] => [`before ${what}`, `after ${what}`];
const DISK = [
  ...['begin', 'end', 'draft'].flatMap(framed),
  ...['rename draft', 'open ticket', 'rm ticket'].flatMap(around),
  'after datasync draft',
];
const CLOUD = [...['intent', 'outcome'].flatMap(framed), 'after datasync intent', 'after datasync outcome'];

/** The points at which a kill must have been tried, whatever else there is. */
export function pointsOf({ writes, args }: Command, { moves }: Strategy): string[] {
  if (writes === 'nothing') return [args[0] === 'history' ? 'before open journal' : 'before open record'];
  if (writes === 'disk') return DISK;
  const address = args[0] === 'activate' ? 'http AssociateAddress' : 'http DisassociateAddress';
  const actions = moves.map((kind) => (kind === 'address' ? address : 'http ChangeResourceRecordSets'));
  return [...DISK, ...CLOUD, ...actions.flatMap((action) => [...around(action), `sent ${action}`])];
}
