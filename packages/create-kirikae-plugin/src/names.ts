import { isBuiltin } from 'node:module';
import { UsageError } from './usage-error.ts';

/** What a plugin is called: the package, and its resource type. */
export interface Names {
  readonly name: string;
  readonly type: string;
}

// the rules of package names that npm has: lower case, URL-safe, not more than 214 characters
const PACKAGE = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const LONGEST = 214;
const RESERVED = ['node_modules', 'favicon.ico'];
/** The prefixes of the types that come with kirikae: two plugins cannot have one. */
const TAKEN = ['aws', 'exec'];
/** The longest that the name of a resource may be, which is its type's last part where the file has none. */
const LONGEST_PART = 63;

/** The names for a package. Throws `UsageError` for what npm would not take, or what makes no name of a type. */
export function namesOf(name: string): Names {
  if (!PACKAGE.test(name) || name.length > LONGEST || RESERVED.includes(name))
    throw new UsageError(
      `${name} is no name for a package`,
      'use lower case letters, digits and hyphens, such as acme-thing or @acme/thing',
    );
  if (isBuiltin(name)) throw new UsageError(`${name} is a module of Node.js`, 'add a word, such as acme-thing');
  const words = name
    .replace(/^@/, '')
    .split(/[/._-]+/)
    .filter((word) => word !== '' && !['kirikae', 'plugin'].includes(word));
  const [prefix, ...rest] = words;
  if (prefix === undefined)
    throw new UsageError(`${name} says nothing of what it is for`, 'add a word, such as acme-thing');
  if (TAKEN.includes(prefix))
    throw new UsageError(`types ${prefix}/... come with kirikae`, 'begin the name with another word');
  const last = rest.join('-') || prefix;
  if (last.length > LONGEST_PART)
    throw new UsageError(`${name} is too long for a type`, `${LONGEST_PART} characters after the first word will do`);
  return { name, type: `${prefix}/${last}` };
}
