import { UsageError } from './usage-error.ts';

/** What a plugin is called: the package, and its resource type. */
export interface Names {
  readonly name: string;
  readonly type: string;
}

// the rules of package names that npm has: lower case, URL-safe, not more than 214 characters
const PACKAGE = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const LONGEST = 214;

/** The names for a package. Throws `UsageError` for what npm would not take, or what makes no name of a type. */
export function namesOf(name: string): Names {
  if (!PACKAGE.test(name) || name.length > LONGEST)
    throw new UsageError(
      `${name} is no name for a package`,
      'use lower case letters, digits and hyphens, such as acme-thing or @acme/thing',
    );
  const words = name
    .replace(/^@/, '')
    .split(/[/._-]+/)
    .filter((word) => word !== '' && !['kirikae', 'plugin'].includes(word));
  const [prefix, ...rest] = words;
  if (prefix === undefined)
    throw new UsageError(`${name} says nothing of what it is for`, 'add a word, such as acme-thing');
  if (prefix === 'aws') throw new UsageError('types aws/… come with kirikae', 'begin the name with another word');
  return { name, type: `${prefix}/${rest.join('-') || prefix}` };
}
