import { awsName } from '@kirikae/aws';
import { type ErrorRow, errorsFrom, type KirikaeError } from '@kirikae/core';

/** The errors of private addresses, beside those that all AWS types share. */
export const PRIVATE_IP_ERRORS = {
  PRIVATE_IP_PRIMARY: {
    kind: 'failed',
    problem: '{address} is the primary address of {interface}, which cannot move',
    hint: 'name an address that no interface has as its primary one',
  },
  PRIVATE_IP_OUTSIDE: {
    kind: 'failed',
    problem: '{address} is not in {subnet}, the subnet of {interface}',
    hint: 'name an address of that subnet, or the interface that is in the subnet of the address',
  },
  PRIVATE_IP_NOT_YET: {
    kind: 'failed',
    problem: '{address} was taken from {interface}, and EC2 does not count it as free yet',
    hint: 'run it again, that is safe',
    transient: 'refused',
  },
  PRIVATE_IP_IN_USE: {
    kind: 'failed',
    problem: 'EC2 counts {address} as in use, and lists it at no interface yet',
    hint: 'run it again, that is safe',
    transient: 'refused',
  },
  OS_NOT_LINUX: {
    kind: 'usage',
    problem: 'configureOs works on Linux alone, and this is {platform}',
    hint: 'remove configureOs, and let this system carry the address always',
    lacking: true,
  },
  OS_NO_DEVICE: {
    kind: 'failed',
    problem: 'no network device of this machine has the MAC address {mac} of {interface}',
    hint: 'run it on the instance itself, in the network namespace of its interface',
  },
  OS_IP_MISSING: {
    kind: 'failed',
    problem: 'the program ip is not found (PATH is {path})',
    hint: 'install iproute2, or add the folder of ip to PATH',
  },
  OS_DENIED: {
    kind: 'denied',
    problem: 'this system denies {action} ({text})',
    hint: 'run it as root, or with the capability CAP_NET_ADMIN',
  },
  OS_FAILED: {
    kind: 'failed',
    problem: '`{command}` failed ({text})',
    hint: 'run that command by hand, mend what it names and run it again',
  },
} satisfies Record<string, ErrorRow>;

/** Makes an error of this table. */
export const privateIpError = errorsFrom(PRIVATE_IP_ERRORS);

/** True where EC2 has refused for a reason that only a look can tell. */
export const isRefused = ({ code }: KirikaeError): boolean => code === 'AWS_REFUSED';

/** True where the interface has as many addresses as it can: no look tells more, and no time mends it. */
export const isFull = (error: KirikaeError): boolean => awsName(error) === 'PrivateIpAddressLimitExceeded';

/** What EC2 says of an address that somebody has; its words for one that is on its way are not documented. */
export const isInUse = (error: KirikaeError): boolean =>
  /^(Resource\.AlreadyAssigned|InvalidIPAddress\.InUse)$/.test(awsName(error) ?? '') ||
  /already|in use/i.test(error.message);
