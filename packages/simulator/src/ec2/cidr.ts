import { isIP, isIPv4, isIPv6 } from 'node:net';
import { AwsError } from '../aws-error.ts';

/** A CIDR block as EC2 keeps it: without host bits (100.68.0.18/18 becomes 100.68.0.0/18), IPv6 in its short form. Refused in EC2's words. */
export function canonicalBlock(text: string, parameter: 'destinationCidrBlock' | 'destinationIpv6CidrBlock'): string {
  const [address = '', length = '', ...more] = text.split('/');
  const wanted = parameter === 'destinationCidrBlock' ? 4 : 6;
  const bits = wanted === 4 ? 32 : 128;
  const isBlock = /^\d{1,3}$/.test(length) && Number(length) <= bits && more.length === 0 && !address.includes('%');
  if (!isBlock || isIP(address) !== wanted) {
    const reason = 'This is not a valid CIDR block.';
    throw new AwsError(
      400,
      'InvalidParameterValue',
      `Value (${text}) for parameter ${parameter} is invalid. ${reason}`,
    );
  }
  const host = BigInt(bits - Number(length));
  return `${written((numberOf(address) >> host) << host, bits)}/${Number(length)}`;
}

/** An address as EC2 keeps it, or InvalidParameterValue. */
export function canonicalAddress(text: string, parameter: 'privateIpAddress' | 'ipv6Address'): string {
  const fits = parameter === 'ipv6Address' ? isIPv6(text) && !text.includes('%') : isIPv4(text);
  if (fits) return written(numberOf(text), isIPv6(text) ? 128 : 32);
  const family = parameter === 'ipv6Address' ? 'IPv6' : 'IPv4';
  throw new AwsError(
    400,
    'InvalidParameterValue',
    `Value (${text}) for parameter ${parameter} is invalid. Invalid ${family} address.`,
  );
}

function numberOf(address: string): bigint {
  if (isIPv4(address)) return address.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return groupsOf(address).reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** The eight groups of an IPv6 address, also of one that ends as IPv4 does. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = shortened(address).split('::');
  const parts = (text: string) => text.split(':').filter(Boolean);
  if (tail === undefined) return parts(head);
  const [before, after] = [parts(head), parts(tail)];
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

function written(value: bigint, bits: 32 | 128): string {
  const size = bits === 32 ? 8n : 16n;
  const parts = Array.from(
    { length: bits === 32 ? 4 : 8 },
    (_, at) => (value >> (BigInt(bits) - size * BigInt(at + 1))) & ((1n << size) - 1n),
  );
  return bits === 32 ? parts.join('.') : shortened(parts.map((part) => part.toString(16)).join(':'));
}

const shortened = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);
