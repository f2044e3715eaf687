import { octetsIn } from './octets.ts';

/**
 * A DNS name as Route 53 returns it: lower case, trailing dot, and every octet other than a-z, 0-9, `-`, `_`, `.`
 * as `\ooo`, so `*` is `\052` (Developer Guide, "DNS domain name format").
 */
export function storedName(name: string): string {
  const labels = name.replace(/\.$/, '').split('.');
  return labels.map((label) => `${octetsIn(label).map(storedOctet).join('')}.`).join('');
}

/** Letters are stored as lower case however they are given, also as a code. */
function storedOctet(octet: number): string {
  const letter = String.fromCharCode(octet).toLowerCase();
  return octet < 0x80 && /[a-z0-9_-]/.test(letter) ? letter : `\\${octet.toString(8).padStart(3, '0')}`;
}

/** The key by which Route 53 sorts: labels reversed, with the trailing dot: `com.example.www.`. */
export function sortKey(name: string): string {
  return `${name.split('.').slice(0, -1).reverse().join('.')}.`;
}

/** Whether a normalised name is a zone's name or below it. */
export function isInZone(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}
