import { expect, test } from 'vitest';
import { denialOf } from '../src/denial.ts';

const USER = 'arn:aws:sts::123456789012:assumed-role/kirikae-node/i-0123456789abcdef0';
const SAYS = `You are not authorized to perform this operation. User: ${USER} is not authorized to perform: ec2:AssociateAddress on resource: arn:aws:ec2:ap-northeast-1:123456789012:elastic-ip/eipalloc-1`;
const denied = { action: 'ec2:AssociateAddress', provider: "the instance's role" };
const remedyOf = (message: string, more = {}) => denialOf(message, { ...denied, ...more }).remedy;

test('what no policy allows is added to the role that AWS names', () => {
  const remedy = remedyOf(`${SAYS} because no identity-based policy allows the ec2:AssociateAddress action`);
  expect(remedy).toBe("add it to that role's policy");
});

test.each([
  [USER, 'the role kirikae-node'],
  ['arn:aws-cn:iam::123456789012:user/ops/deploy', 'the user deploy'],
  ['arn:aws:iam::123456789012:role/a/b/name', 'the role name'],
])('it is said to whom it is denied: %s', (arn, who) => {
  const denial = denialOf(SAYS.replace(USER, arn), denied);
  expect(denial).toMatchObject({ who, remedy: `add it to that ${who.split(' ')[1]}'s policy` });
});

test('where AWS names nobody, it is who the credentials come from', () => {
  expect(denialOf('no', denied)).toMatchObject({ who: "the instance's role", remedy: 'add it to its policy' });
});

test('an explicit deny is named with its place, and adding the action is not advised', () => {
  const remedy = remedyOf(`${SAYS} with an explicit deny in a service control policy`);
  expect(remedy).toBe(
    'take it out of the explicit deny in the service control policy for the role kirikae-node: no allow outweighs it',
  );
  expect(remedyOf('explicit deny')).toContain("in the policy for the instance's role");
});

test.each(['permissions boundary', 'VPC endpoint policy', 'service control policy', 'session policy'])(
  'what a %s lacks is added there',
  (kind) => {
    const remedy = remedyOf(`${SAYS} because no ${kind} allows the ec2:AssociateAddress action`);
    expect(remedy).toMatch(`allow ec2:AssociateAddress in the ${kind} too, for the role kirikae-node`);
  },
);

test('an encoded message is taken out of the text, whole, and how to read it is said', () => {
  const encoded = 'Ab1-_'.repeat(200);
  const message = `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`;
  const denial = denialOf(message, denied);
  expect(denial).toMatchObject({ encoded });
  expect(denial.remedy).toMatch(/^add it to its policy; if it is there, decode error\.awsEncodedMessage of --json/);
});

test('what is needed of an action stands beside it', () => {
  expect(remedyOf(SAYS, { needs: 'with CREATE and DELETE' })).toContain(
    "add it (with CREATE and DELETE) to that role's policy",
  );
});
