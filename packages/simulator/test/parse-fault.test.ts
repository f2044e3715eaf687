import { describe, expect, test } from 'vitest';
import { FAULT_HELP, parseFault } from '../src/index.ts';

test.each([
  ['throttle', { kind: 'throttle' }],
  ['lostResponse:action=AssociateAddress,times=1', { kind: 'lostResponse', action: 'AssociateAddress', times: 1 }],
  ['latency:ms=800,service=imds', { kind: 'latency', ms: 800, service: 'imds' }],
  ['unreachable:how=silent,caller=web-1', { kind: 'unreachable', how: 'silent', caller: 'web-1' }],
  ['bucket:burst=2,perSecond=0.5', { kind: 'bucket', burst: 2, perSecond: 0.5 }],
  ['skew:ms=-600000', { kind: 'skew', ms: -600_000 }],
  ['egress:ms=forever', { kind: 'egress', ms: Number.POSITIVE_INFINITY }],
  ['garbage:truncated=true', { kind: 'garbage', truncated: true }],
  ['kill:when=after', { kind: 'kill', when: 'after' }],
  [
    'error:status=404,action=GET /latest/meta-data/*',
    { kind: 'error', status: 404, action: 'GET /latest/meta-data/*' },
  ],
  ['seed=42,rate=0.2', { seed: 42, rate: 0.2 }],
  ['seed=1,rate=1,kinds=throttle+late,service=ec2', { seed: 1, rate: 1, kinds: ['throttle', 'late'], service: 'ec2' }],
])('%s is read', (text, expected) => {
  expect(parseFault(text)).toEqual(expected);
});

test.each([
  [
    'lostRespnse',
    "there is no fault 'lostRespnse' (did you mean lostResponse?); there are throttle, bucket, latency, ",
  ],
  ['', "there is no fault ''; there are throttle, "],
  [
    'latency:mss=8',
    "there is no key of latency 'mss' (did you mean ms?); there are ms, service, action, caller, times",
  ],
  ['latency', 'latency needs ms=MS'],
  ['latency:ms=soon', "ms of latency must be MS, not 'soon'"],
  ['latency:ms=99999999999', 'ms of latency must be MS'],
  ['late:ms=forever', 'ms of late must be MS'],
  ['throttle:times=0', "times of throttle must be N, not '0'"],
  ['throttle:times=1,times=2', 'throttle has times twice'],
  ['unreachable:how=gone', "how of unreachable must be refuse|reset|silent, not 'gone'"],
  ['throttle:service=s3', "service of throttle must be ec2|route53|sts|imds, not 's3'"],
  ['throttle:', undefined],
  ['seed=42', 'a draw needs rate=0...1'],
  ['seed=42,rate=2', "rate of a draw must be 0...1, not '2'"],
  ['seed=42,rate=1,kinds=bucket', 'kinds of a draw must be throttle+'],
  ['ms=5', "there is no key of a draw 'ms'"],
  ['throttle:constructor=1', "there is no key of throttle 'constructor'"],
])('%s is told in one sentence', (text, words) => {
  if (words === undefined) expect(parseFault(text)).toEqual({ kind: 'throttle' });
  else expect(() => parseFault(text)).toThrow(words);
});

describe('the help', () => {
  test('names every kind with its parameters, and those of every scope', () => {
    expect(FAULT_HELP).toMatch(/^ {2}bucket:burst=N,perSecond=N {2}/m);
    expect(FAULT_HELP).toMatch(/^ {2}throttle {2}/m);
    expect(FAULT_HELP).toContain('seed=N,rate=0...1,[kinds=');
    expect(FAULT_HELP).toContain('[times=N]');
  });
});
