/*
 * What Route 53 documents of a record set, written down from its own pages and from nothing of ours: Developer Guide, "DNS domain name
 * format", "Supported DNS record types" and "Quotas"; API Reference, ResourceRecordSet and ResourceRecord. Read sign by sign, not by
 * patterns, so that it can err in no way in which kirikae or the simulator do.
 */

/** A record set as the API has it. */
export interface DocumentedSet {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT';
  readonly ttl: number;
  readonly values: readonly string[];
  readonly setIdentifier?: string;
  readonly weight?: number;
  readonly failover?: 'PRIMARY' | 'SECONDARY';
}

/** Why the documented rules refuse a set, whatever zone it is for; undefined if they allow it. */
export function refusedBy(set: DocumentedSet): string | undefined {
  return refusedName(set.name) ?? refusedStar(set.name) ?? refusedFields(set) ?? refusedValues(set);
}

/** Why they refuse it in a zone that has those simple sets; `zone` and `present` in plain letters. */
export function refusedIn(zone: string, present: readonly Pick<DocumentedSet, 'name' | 'type'>[], set: DocumentedSet) {
  const name = spelled(set.name);
  if (name !== zone && !name.endsWith(`.${zone}`)) return 'outside';
  if (set.type === 'CNAME' && name === zone) return 'apex';
  const there = present.filter((other) => other.name === name);
  if (there.some(({ type }) => type !== set.type && [type, set.type].includes('CNAME'))) return 'beside';
  return set.setIdentifier !== undefined && there.some(({ type }) => type === set.type) ? 'kind' : undefined;
}

/** A name in lower case, without its last dot, its codes as characters where those are printable. */
const spelled = (name: string): string =>
  (octetsOfLabels(name) ?? []).map((label) => String.fromCharCode(...label).toLowerCase()).join('.');

/** The octets of each label; undefined if a sign is not allowed. */
function octetsOfLabels(name: string): number[][] | undefined {
  const labels: number[][] = [[]];
  const end = name.endsWith('.') ? name.length - 1 : name.length;
  for (let at = 0; at < end; at++) {
    const code = name.charCodeAt(at);
    if (name[at] === '.') labels.push([]);
    else if (name[at] === '\\') {
      const octet = octal(name.slice(at + 1, at + 4));
      if (octet === undefined) return undefined;
      labels.at(-1)?.push(octet);
      at += 3;
    } else if (code > 32 && code < 127) labels.at(-1)?.push(code);
    else return undefined;
  }
  return labels;
}

/** The octet of three octal digits. */
function octal(digits: string): number | undefined {
  if (digits.length !== 3) return undefined;
  let octet = 0;
  for (const digit of digits) {
    if (digit < '0' || digit > '7') return undefined;
    octet = octet * 8 + Number(digit);
  }
  return octet < 256 ? octet : undefined;
}

function refusedName(name: string): string | undefined {
  const labels = octetsOfLabels(name);
  if (!labels) return 'sign';
  if (labels.some(({ length }) => length === 0)) return 'empty label';
  if (labels.some(({ length }) => length > 63)) return 'long label';
  return labels.flat().length + labels.length + 1 > 255 ? 'long name' : undefined;
}

function refusedStar(name: string): string | undefined {
  const [first = []] = octetsOfLabels(name) ?? [];
  return first.includes(42) && first.length > 1 ? 'star' : undefined;
}

function refusedFields({ ttl, setIdentifier, weight, failover }: DocumentedSet): string | undefined {
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 2 ** 31 - 1) return 'ttl';
  const policies = Number(weight !== undefined) + Number(failover !== undefined);
  if (policies !== Number(setIdentifier !== undefined)) return 'policy';
  if (setIdentifier !== undefined && (setIdentifier.length < 1 || setIdentifier.length > 128)) return 'identifier';
  return weight !== undefined && (!Number.isInteger(weight) || weight < 0 || weight > 255) ? 'weight' : undefined;
}

function refusedValues({ type, values }: DocumentedSet): string | undefined {
  if (values.length < 1 || values.length > 400) return 'count';
  if (type === 'CNAME') return values.length > 1 ? 'count' : refusedName(values[0] ?? '') && 'value';
  const forms = values.map((value) => (value.length > 4_000 ? undefined : formOf(type, value)));
  if (forms.includes(undefined)) return 'value';
  return new Set(forms).size < forms.length ? 'twice' : undefined;
}

/** A value in a form of its own for each that is another; undefined if it is none of the type. */
function formOf(type: 'A' | 'AAAA' | 'TXT', value: string): string | undefined {
  if (type === 'A') return quad(value)?.join('.');
  if (type === 'AAAA') return hextets(value)?.join(':');
  return stringsOf(value)
    ?.map((octets) => octets.join(' '))
    .join('|');
}

function quad(value: string): number[] | undefined {
  const parts = value.split('.');
  const isPart = (part: string) => String(Number(part)) === part && Number(part) >= 0 && Number(part) < 256;
  return parts.length === 4 && parts.every(isPart) ? parts.map(Number) : undefined;
}

function hextets(value: string): number[] | undefined {
  const halves = value.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = [groups(halves[0] ?? ''), groups(halves[1] ?? '')];
  if (!left || !right || (halves.length === 2 && (halves[0] ?? '').includes('.'))) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

/** Groups between colons; the last may be an IPv4 address. */
function groups(half: string): number[] | undefined {
  if (half === '') return [];
  const parts = half.split(':');
  const tail = quad(parts.at(-1) ?? '');
  const plain = tail ? parts.slice(0, -1) : parts;
  const isGroup = (part: string) => part.length > 0 && part.length < 5 && [...part.toLowerCase()].every(isHex);
  if (!plain.every(isGroup)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = tail ?? [];
  return [...plain.map((part) => Number.parseInt(part, 16)), ...(tail ? [a * 256 + b, c * 256 + d] : [])];
}

const isHex = (digit: string): boolean => '0123456789abcdef'.includes(digit);

/** The octets of each string of a TXT value; undefined if it is not written as documented. */
export function stringsOf(value: string): number[][] | undefined {
  const strings: number[][] = [];
  for (let at = 0; at < value.length; at++) {
    if (value[at] === ' ' && strings.length > 0 && at < value.length - 1) continue;
    if (value[at] !== '"') return undefined;
    const read = readString(value, at + 1);
    if (!read || read.octets.length > 255) return undefined;
    strings.push(read.octets);
    at = read.end;
  }
  return strings.length > 0 ? strings : undefined;
}

/** One string from behind its quote, and where its other quote is. */
function readString(value: string, from: number): { octets: number[]; end: number } | undefined {
  const octets: number[] = [];
  for (let at = from; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 32 || code > 126) return undefined;
    if (value[at] === '"') return { octets, end: at };
    if (value[at] !== '\\') octets.push(code);
    else if (/[0-9]/.test(value[at + 1] ?? '')) {
      const octet = octal(value.slice(at + 1, at + 4));
      if (octet === undefined) return undefined;
      octets.push(octet);
      at += 3;
    } else {
      const next = value.charCodeAt(++at);
      if (!(next >= 32 && next <= 126)) return undefined;
      octets.push(next);
    }
  }
  return undefined;
}
