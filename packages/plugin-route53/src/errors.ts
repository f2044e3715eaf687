import { awsName } from '@kirikae/aws';
import { type ErrorRow, errorsFrom, type KirikaeError } from '@kirikae/core';

/** The errors of record sets, beside those that all AWS types share. */
export const ROUTE53_ERRORS = {
  ROUTE53_FOREIGN: {
    kind: 'failed',
    problem: 'there is {what} that the file does not describe',
    hint: 'remove it, or take another name',
  },
  ROUTE53_OUTSIDE: {
    kind: 'failed',
    problem: 'it is not in that zone, which is {zone}',
    hint: 'write the name with {zone} at its end, or the id of the zone that has it',
  },
  ROUTE53_TARGET: {
    kind: 'failed',
    problem: 'it shall be an alias of {target} {type}, which is not in the zone',
    hint: 'make that one first, or correct alias.dnsName',
  },
  ROUTE53_RACE_LOST: {
    kind: 'conflict',
    problem: 'another node changed it at the same time: {detail}',
    hint: 'find out which node shall be active and activate there',
  },
  ROUTE53_PENDING: {
    kind: 'degraded',
    problem: 'the change is accepted, but {reason}',
    hint: 'nothing: it will come; `kirikae status` shows the record',
  },
} satisfies Record<string, ErrorRow>;

/** Makes an error of that table. */
export const route53Error = errorsFrom(ROUTE53_ERRORS);

/** True for a batch that Route 53 understood and will not do. `InvalidInput` is what some stand-ins say. */
export const isBatchRefused = (error: KirikaeError): boolean =>
  /^(InvalidChangeBatch|InvalidInput)$/.test(awsName(error) ?? '');

/**
 * True if a batch is refused for what will always be refused: a value, a name or an alias that cannot be. Sent in another way it would be
 * refused again.
 */
export const isRefusedForGood = ({ message }: KirikaeError): boolean =>
  /FATAL problem|Duplicate Resource Record|alias that targets|not permitted (in|at apex in) zone|Invalid XML|Cannot have more than|limit of \d+ exceeded/.test(
    message,
  );
