import type { Change, ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { create, upsert, www, zoneWith } from './record-changes.ts';

/* What Route 53 documents of a record set, in its own words where they were seen. */

const at = (Name: string, more: Partial<ResourceRecordSet> = {}): Change => create(['192.0.2.1'], { Name, ...more });
const typed = (Type: RRType, ...values: string[]): Change => create(values, { Name: 'new.example.com', Type });
const label = 'x'.repeat(63);
const domain = (length: number) =>
  `${`${label}.`.repeat(5)}`.slice(0, length - '.example.com'.length).replace(/\.$/, 'y');

async function refusal(...changes: Change[]) {
  const { change, zone } = await zoneWith(www);
  const before = structuredClone(zone.recordSets);
  const error = await change(...changes).then(
    () => undefined,
    (thrown) => thrown,
  );
  if (error) expect(zone.recordSets).toEqual(before);
  return error && `${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`;
}

describe('a name', () => {
  test.each([
    ['new.example.com', 'new.example.com.'],
    ['*.example.com', '\\052.example.com.'],
    ['a.*.example.com', 'a.\\052.example.com.'],
    ['-!"#$%&\'()+,/:;<=>?@[]^_`{|}~.example.com', undefined],
    ['a\\056b\\040.example.com', 'a\\056b\\040.example.com.'],
    ['\\101\\141\\344.Example.Com', 'aa\\344.example.com.'],
    [`${label}.example.com`, `${label}.example.com.`],
    [`${domain(253)}.example.com`, undefined],
  ])('%s is taken, as %s', async (name, stored) => {
    const { change, zone } = await zoneWith();
    await change(at(name));
    if (stored !== undefined) expect(zone.recordSets.at(-1)?.name).toBe(stored);
  });

  test.each([
    [`x${label}.example.com`, `DomainLabelTooLong (Domain label is too long) encountered with 'x${label}'`],
    [`${domain(254)}.example.com`, 'DomainNameTooLong (Domain name is too long)'],
    ['a..example.com', "DomainLabelEmpty (Domain label is empty) encountered with 'a..example.com'"],
    ['a b.example.com', "UnsupportedCharacter (Value contains unsupported characters) encountered with ' '"],
    ['例.example.com', "UnsupportedCharacter (Value contains unsupported characters) encountered with '例'"],
    ['a\\9.example.com', 'UnsupportedCharacter'],
    ['*a.example.com', 'UnsupportedCharacter'],
  ])('%s is refused', async (name, words) => {
    expect(await refusal(at(name))).toContain(`400 InvalidChangeBatch: [FATAL problem: ${words}`);
  });
});

describe('a value', () => {
  test.each<[RRType, string[]]>([
    ['TXT', ['"a"', '"A"', '"a" "b"', '"c""d"', '"\\"\\\\"', '"\\344\\000"', `"${'x'.repeat(255)}"`]],
    ['TXT', [`"${'\\347'.repeat(255)}"`]],
    ['TXT', Array.from({ length: 400 }, (_, n) => `"${n}"`)],
    ['AAAA', ['2001:db8::1', '::ffff:192.0.2.1']],
    ['CNAME', ['elsewhere']],
    ['CNAME', ['a\\040b.example.org.']],
  ])('of %s is taken: %j', async (type, values) => expect(await refusal(typed(type, ...values))).toBeUndefined());

  test.each<[RRType, string[], string]>([
    ['TXT', ['abc'], 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
    ['TXT', ['"abc'], 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
    ['TXT', ['"abc" def'], 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
    ['TXT', ['"\\400"'], 'InvalidCharacterString (Value should be enclosed in quotation marks)'],
    ['TXT', ['"稼働中"'], 'UnsupportedCharacter (Value contains unsupported characters)'],
    ['TXT', ['"a\nb"'], 'UnsupportedCharacter (Value contains unsupported characters)'],
    ['TXT', [`"${'x'.repeat(256)}"`], 'CharacterStringTooLong (Value is too long)'],
    ['A', ['192.0.2.01'], 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'],
    ['AAAA', ['fe80::1%eth0'], 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)'],
    ['CNAME', ['a..example.org'], 'DomainLabelEmpty (Domain label is empty)'],
    ['CNAME', [`x${label}.example.org`], 'DomainLabelTooLong (Domain label is too long)'],
    ['CNAME', ['例.example.org'], 'UnsupportedCharacter (Value contains unsupported characters)'],
  ])('of %s is refused: %j', async (type, values, words) => {
    const told = `400 InvalidChangeBatch: [Invalid Resource Record: 'FATAL problem: ${words} encountered with '`;
    expect(await refusal(typed(type, ...values))).toContain(told);
  });

  test.each<[RRType, string[], string]>([
    ['A', ['192.0.2.1', '192.0.2.1'], "[Duplicate Resource Record: '192.0.2.1']"],
    ['AAAA', ['2001:db8::1', '2001:DB8:0::1'], "[Duplicate Resource Record: '2001:DB8:0::1']"],
    ['TXT', ['"a"', '"\\141"'], '[Duplicate Resource Record: \'"\\141"\']'],
    [
      'A',
      Array.from({ length: 401 }, (_, n) => `10.0.${n >> 8}.${n & 255}`),
      'Cannot have more than 400 records in a RRSet.',
    ],
  ])('of %s is refused beside others', async (type, values, words) => {
    expect(await refusal(typed(type, ...values))).toContain(words);
  });

  test('is 4,000 characters at most', async () => {
    const value = Array.from({ length: 20 }, () => `"${'x'.repeat(198)}"`).join('');
    expect(await refusal(typed('TXT', value))).toBeUndefined();
    expect(await refusal(typed('TXT', `${value}""`))).toContain("maxLength '4000' for type 'RData'");
  });
});

describe('a set', () => {
  test('beside a CNAME is refused in other words than a CNAME beside a set', async () => {
    const { change } = await zoneWith(www, { name: 'alias.example.com', type: 'CNAME', ttl: 30, values: ['a.org'] });
    await expect(change(at('alias.example.com'))).rejects.toThrow(
      'RRSet of type A with DNS name alias.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.',
    );
    await expect(change(create(['a.org'], { Type: 'CNAME' }))).rejects.toThrow(
      'RRSet of type CNAME with DNS name www.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.',
    );
  });

  test('with a health check that is not there is refused, with its own error', async () => {
    const { simulator, change } = await zoneWith();
    const checked = upsert(['192.0.2.1'], { SetIdentifier: 'a', Failover: 'PRIMARY', HealthCheckId: 'hc-1' });
    await expect(change(checked)).rejects.toMatchObject({
      name: 'NoSuchHealthCheck',
      $metadata: { httpStatusCode: 404 },
    });
    simulator.world.healthChecks.push('hc-1');
    await change(checked);
  });

  test.each([
    ['an identifier of 129 characters', { SetIdentifier: 'x'.repeat(129), Weight: 1 }, "maxLength '128'"],
    ['an identifier without any', { SetIdentifier: '', Weight: 1 }, "minLength '1'"],
    ['a health check of 65', { SetIdentifier: 'x', Weight: 1, HealthCheckId: 'x'.repeat(65) }, "maxLength '64'"],
  ])('with %s is refused', async (_, more, words) => {
    expect(await refusal(at('new.example.com', more))).toMatch(/^400 InvalidInput: Invalid XML ; cvc-/);
    expect(await refusal(at('new.example.com', more))).toContain(words);
  });

  test('is one of at most 100 weighted ones', async () => {
    const sets = Array.from({ length: 101 }, (_, n) => at('new.example.com', { SetIdentifier: `${n}`, Weight: 1 }));
    expect(await refusal(...sets.slice(1))).toBeUndefined();
    expect(await refusal(...sets)).toContain(
      'Exceeded limit on number of weighted RRSets for new.example.com., type A',
    );
  });
});

describe('an alias', () => {
  const alias = (DNSName: string, HostedZoneId = 'Z1'): Change => {
    const AliasTarget = { HostedZoneId, DNSName, EvaluateTargetHealth: false };
    return { Action: 'CREATE', ResourceRecordSet: { Name: 'new.example.com', Type: 'A', AliasTarget } };
  };
  const tried = 'Tried to create an alias that targets';

  test('of a record of the zone is taken, also of one that comes with it; so is one of a zone that is not modelled', async () => {
    expect(await refusal(alias('www.example.com'))).toBeUndefined();
    expect(await refusal(alias('later.example.com'), at('later.example.com'))).toBeUndefined();
    expect(await refusal(alias('x.elb.amazonaws.com', 'Z2FDTNDATAQYW2'))).toBeUndefined();
  });

  test.each([
    ['gone.example.com', `[${tried} gone.example.com., type A in zone Z1, but that target was not found]`],
    ['new.example.com', `[${tried} new.example.com., type A in zone Z1, but that target was not found]`],
    [
      'a.org',
      `[${tried} a.org., type A in zone Z1, but the alias target name does not lie within the target zone, ${tried}`,
    ],
    ['', '[FATAL problem: DomainNameEmpty (Domain name is empty) encountered with'],
  ])('of %s is refused', async (name, words) => expect(await refusal(alias(name))).toContain(words));
});

test('a comment is 256 characters at most', async () => {
  const { changeWith } = await zoneWith();
  await changeWith('x'.repeat(256), at('a.example.com'));
  await expect(changeWith('x'.repeat(257), at('b.example.com'))).rejects.toThrow(
    "with length = '257' is not facet-valid with respect to maxLength '256' for type 'ResourceDescription'",
  );
});

test('a list that begins at a name that is none is refused', async () => {
  const { list } = await zoneWith();
  await expect(list('a..example.com')).rejects.toMatchObject({
    name: 'InvalidInput',
    message: "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'a..example.com'",
  });
});
