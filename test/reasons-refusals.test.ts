import { expect, it } from 'vitest';
import { ALLOCATION, documentOf, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/*
 * What AWS refuses, and why it says so: the reason that is told is AWS's, and the exit code is what it means for the one who calls.
 */

const NAT = 'eni-0fedcba9876543210';
const NOT_YOURS = 'You do not have permission to access the specified resource.';
const ARN = 'arn:aws:sts::123456789012:assumed-role/kirikae-node/i-0123456789abcdefa';

/** The fault by which AWS refuses a call. */
const refusal = (action: string, status: number, code: string, message: string) =>
  ({ kind: 'error', action, status, code, message }) as const;

/** A cluster whose address is at an interface that is no node's: a NAT gateway's. */
async function heldByGateway(content?: string) {
  const cluster = await newCluster(content);
  const at = { associationId: 'eipassoc-0fedcba9876543210', networkInterfaceId: NAT, privateIp: '10.0.1.200' };
  Object.assign(cluster.address, at);
  return cluster;
}

it('says 21 and who holds it when EC2 gives no permission to take what a NAT gateway has', async () => {
  const { a, simulator } = await heldByGateway();
  simulator.faults.add(refusal('AssociateAddress', 400, 'AuthFailure', NOT_YOURS));
  const { code, lastLine } = await a.run('activate', 'web');
  expect(code).toBe(21);
  expect(lastLine).toMatch(
    new RegExp(
      `AWS_KEPT web/public-address: cannot take .*, ${NAT} holds it, and AWS refuses .*\\(AuthFailure: ${NOT_YOURS}\\)`,
    ),
  );
  expect(lastLine).not.toMatch(/renew|clock/);
});

it('says 22 when EC2 refuses a look in the same words', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add(refusal('DescribeAddresses', 400, 'AuthFailure', NOT_YOURS));
  expect(await a.run('activate', 'web')).toMatchObject({
    code: 22,
    lastLine: expect.stringContaining('AWS_CREDENTIALS_REFUSED'),
  });
});

it('does not blame takeover for what AWS refuses under takeover: always', async () => {
  const { a, simulator } = await heldByGateway();
  const text = 'resource eipalloc-0 is already associated with associate-id eipassoc-1';
  simulator.faults.add(refusal('AssociateAddress', 400, 'Resource.AlreadyAssociated', text));
  const { code, lastLine } = await a.run('activate', 'web');
  expect(code).toBe(21);
  expect(lastLine).toMatch(
    new RegExp(`${NAT} holds it, and AWS refuses to move it \\(Resource.AlreadyAssociated: ${text}\\)`),
  );
  expect(lastLine).not.toContain('if-free');
});

it('still says that if-free forbids it where it does', async () => {
  const { a, simulator } = await newCluster(fileOf(plus(EIP, 'takeover: if-free')));
  simulator.faults.add(refusal('AssociateAddress', 400, 'Resource.AlreadyAssociated', 'taken'));
  expect(await a.run('activate', 'web')).toMatchObject({
    code: 21,
    lastLine: expect.stringContaining('takeover: if-free forbids'),
  });
});

it('quotes an explicit deny, and does not advise to add what is there', async () => {
  const { a, simulator } = await newCluster();
  const encoded = 'aB3-_'.repeat(160);
  const message = `You are not authorized to perform this operation. User: ${ARN} is not authorized to perform: ec2:AssociateAddress on resource: arn:aws:ec2:ap-northeast-1:123456789012:elastic-ip/${ALLOCATION} with an explicit deny in a service control policy. Encoded authorization failure message: ${encoded}`;
  simulator.faults.add(refusal('AssociateAddress', 403, 'UnauthorizedOperation', message));
  const ended = await a.run('activate', 'web', '--json');
  expect(ended.code).toBe(22);
  expect(ended.lastLine).toMatch(
    /to the role kirikae-node by an explicit deny in the service control policy; take it out of the explicit deny in the service control policy for the role kirikae-node/,
  );
  expect(ended.lastLine).not.toMatch(/add ec2:AssociateAddress|aB3-_aB3/);
  expect(documentOf(ended).error).toMatchObject({ code: 'AWS_DENIED', awsEncodedMessage: encoded });
});

it('tells an error without an encoded message so', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'deny', action: 'DescribeAddresses' });
  expect(documentOf(await a.run('activate', 'web', '--json')).error).toMatchObject({ awsEncodedMessage: null });
});

it('names CREATE and DELETE where a change of records is denied', async () => {
  const { a, simulator } = await newCluster(fileOf(RECORD));
  simulator.faults.add({ kind: 'deny', action: 'ChangeResourceRecordSets' });
  const { code, lastLine } = await a.run('activate', 'web');
  expect(code).toBe(22);
  expect(lastLine).toMatch(
    /; add it \(with CREATE and DELETE, if a condition names route53:ChangeResourceRecordSetsActions\) to that role's policy/,
  );
});

const PENDING = refusal(
  'AssociateAddress',
  400,
  'IncorrectInstanceState',
  "The pending-instance-creation instance to which 'eni-1' is attached is not in a valid state for this operation",
);

it('waits for an instance that is pending, longer than for what is merely new', async () => {
  const { a, simulator, holder, calls } = await newCluster();
  const remove = simulator.faults.add(PENDING);
  const running = a.start('activate', 'web');
  await expect
    .poll(() => calls().filter(({ action }) => action === 'AssociateAddress').length, { timeout: 60_000 })
    .toBeGreaterThan(6);
  remove();
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
});

it('says 20 and why when the instance is pending to the end', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add(PENDING);
  const { code, lastLine } = await a.run('activate', 'web', '--timeout', '6s');
  expect(code).toBe(20);
  expect(lastLine).toMatch(/AWS_IN_TRANSIT .*in this state \(IncorrectInstanceState: The pending-instance/);
});
