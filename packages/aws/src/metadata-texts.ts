import { isIPv4, isIPv6 } from 'node:net';
import { REGION } from './partition.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** What the metadata service's texts look like. A wrong one would be compared with the world, and make "not here" of "cannot tell". */
export const FITS = {
  instanceId: like(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/),
  interfaceId: like(/^eni-([0-9a-f]{8}|[0-9a-f]{17})$/),
  index: like(/^\d+$/),
  mac: like(MAC),
  macs: (text: string) => lines(text).every((line) => MAC.test(line.replace(/\/$/, ''))),
  ipv4s: (text: string) => lines(text).every(isIPv4),
  ipv6s: (text: string) => lines(text).every(isIPv6),
  region: like(REGION),
};

/** The lines of such a text. */
export function lines(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function like(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}
