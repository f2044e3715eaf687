/**
 * A DNS name as Route 53 returns it: lower case, trailing dot, and every octet other than a-z, 0-9, `-`, `_`, `.`
 * as `\ooo`, so `*` is `\052` (Developer Guide, "DNS domain name format").
 */
export function storedName(name: string): string {
  const escaped = name.toLowerCase().replace(/\\[0-7]{3}|[^a-z0-9\-_.]/g, (found) => {
    return found.length === 4 ? found : octets(found);
  });
  return escaped.endsWith('.') ? escaped : `${escaped}.`;
}

function octets(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('');
}

/** The key by which Route 53 sorts: labels reversed, with the trailing dot: `com.example.www.`. */
export function sortKey(name: string): string {
  return `${name.split('.').slice(0, -1).reverse().join('.')}.`;
}

/** Whether a normalised name is a zone's name or below it. */
export function isInZone(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}
