/** What is looked at of a request that was denied. */
interface Denied {
  readonly action: string;
  readonly provider: string;
  readonly needs?: string | undefined;
}

/** What AWS says of a denial, taken apart: to whom, what only AWS's own tools read, and what to do. */
interface Denial {
  readonly who: string;
  readonly encoded: string | undefined;
  readonly remedy: string;
}

const ENCODED = /\s*Encoded authorization failure message:\s*([\w+/=.-]+)/;
/** `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`, `arn:aws:iam::123456789012:user/path/NAME`. */
const PRINCIPAL = /arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(assumed-role|role|user|federated-user)\/([^\s,]+)/;
const EXPLICIT = /explicit deny(?: in (?:an? |the )?([a-z][a-z -]*?(?:policy|boundary)))?/i;
const MISSING = /because no ([a-z][a-z -]*?(?:policy|boundary)) allows/i;
/** The policy that is meant where nothing else is said: the one at the role or user itself. */
const OWN = 'identity-based policy';

/**
 * Reads a denial. An explicit deny is not mended by adding the action, and what is missing may be missing elsewhere than at the role:
 * AWS says so in words, or in its encoded message alone.
 */
export function denialOf(message: string, { action, provider, needs = '' }: Denied): Denial {
  const encoded = ENCODED.exec(message)?.[1];
  const text = message.replace(ENCODED, '').trim();
  const principal = principalIn(text);
  const { who, its } = principal ?? { who: provider, its: 'its' };
  const deny = EXPLICIT.exec(text);
  const missing = MISSING.exec(text)?.[1] ?? OWN;
  const it = needs ? `it (${needs})` : 'it';
  // where it says to whom it is denied, it also says why
  const decode =
    encoded && !principal
      ? '; if it is there, decode error.awsEncodedMessage of --json: aws sts decode-authorization-message'
      : '';
  const told = { who, encoded };
  if (deny)
    return { who: `${who} by an explicit deny in the ${deny[1] ?? 'policy'}`, encoded, remedy: lift(it, who, deny[1]) };
  if (missing !== OWN) return { ...told, remedy: `allow ${action} in the ${missing} too, for ${who}` };
  return { ...told, remedy: `add ${it} to ${its} policy${decode}` };
}

const lift = (it: string, who: string, where = 'policy'): string =>
  `take ${it} out of the explicit deny in the ${where} for ${who}: no allow outweighs it`;

/** "the role kirikae-node"; undefined if the text names nobody. */
function principalIn(text: string): { who: string; its: string } | undefined {
  const [, , kind, path = ''] = PRINCIPAL.exec(text) ?? [];
  if (!kind) return undefined;
  const parts = path.split('/');
  const word = kind === 'assumed-role' ? 'role' : kind;
  return { who: `the ${word} ${kind === 'assumed-role' ? parts[0] : parts.at(-1)}`, its: `that ${word}'s` };
}
