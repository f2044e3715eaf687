import { expect, test } from 'vitest';
import { shortened } from '../src/output/shortened.ts';

const DENIED =
  'AWS_DENIED web/ip: cannot release eipalloc-1 (eipassoc-1), AWS denies ec2:DisassociateAddress (UnauthorizedOperation: You are not authorized (at all): no identity-based policy allows it)';

test('a text that is too long loses what it quotes first, and then its middle', () => {
  expect(shortened(DENIED, 500)).toBe(DENIED);
  expect(shortened(DENIED, 124)).toBe(
    'AWS_DENIED web/ip: cannot release eipalloc-1 (eipassoc-1), AWS denies ec2:DisassociateAddress',
  );
  expect(shortened(DENIED, 61)).toBe('AWS_DENIED web/ip: cannot rel … enies ec2:DisassociateAddress');
  expect(shortened(`${DENIED}; add it to the policy`, 124)).toMatch(/DisassociateAddress; add it to the policy$/);
  const own = '; add it to the policy (of the role); run it again';
  expect(shortened(DENIED + own, 160), 'what is ours in brackets stays').toMatch(
    /DisassociateAddress; add it to the policy \(of the role\); run it again$/,
  );
});
