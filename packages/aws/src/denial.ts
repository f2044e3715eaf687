/** What is looked at of a request that was denied. */
interface Denied {
  readonly action: string;
  readonly provider: string;
  readonly needs?: string | undefined;
}

/** What AWS says of a denial, taken apart: words for people, what only AWS's own tools read, and what to do. */
interface Denial {
  readonly text: string;
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
  const who = `${principalIn(text) ?? "this node's role"} (${provider})`;
  const deny = EXPLICIT.exec(text);
  const missing = MISSING.exec(text)?.[1] ?? OWN;
  const what = needs ? `${action} (${needs})` : action;
  const decode = encoded
    ? '; if it is there, decode error.awsEncodedMessage of --json: aws sts decode-authorization-message'
    : '';
  if (deny) return { text, encoded, remedy: lift(what, who, deny[1]) };
  if (missing !== OWN) return { text, encoded, remedy: `allow ${what} in the ${missing} too, for ${who}` };
  return { text, encoded, remedy: `add ${what} to the policy of ${who}${decode}` };
}

const lift = (what: string, who: string, where = 'policy'): string =>
  `take ${what} out of the explicit deny in the ${where} for ${who}: no allow outweighs it`;

/** "role kirikae-node of account 123456789012"; undefined if the text names nobody. */
function principalIn(text: string): string | undefined {
  const [, account, kind, path = ''] = PRINCIPAL.exec(text) ?? [];
  if (!account) return undefined;
  const parts = path.split('/');
  const name = kind === 'assumed-role' ? parts[0] : parts.at(-1);
  return `${kind === 'assumed-role' ? 'role' : kind} ${name} of account ${account}`;
}
