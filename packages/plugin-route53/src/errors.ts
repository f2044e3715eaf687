import { awsName } from '@kirikae/aws';
import { type ErrorRow, errorsFrom, type KirikaeError } from '@kirikae/core';

/** The errors of record sets, beside those that all AWS types share. */
export const ROUTE53_ERRORS = {
  ROUTE53_FOREIGN: {
    kind: 'failed',
    problem: 'there is {what} that the file does not describe',
    hint: 'remove it, or take another name',
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
