import { describe, expect, it } from 'vitest';
import { filesIn, textOf } from '../repository.ts';
import { importsOf } from './arrows.ts';

/** Words of one cloud, or of its services: in names, strings and comments. */
const WORDS = [
  /\baws|Aws|AWS|amazon|Amazon|azure|Azure|\bgcp\b/,
  /\b(ec2|vpc|iam|arn|sts|imds|eips?|subnet)(?![a-z])|route ?53|elastic/i,
  /\b(eni|i|eipalloc|eipassoc|rtb)-(?=[0-9a-f…`'")\]])/,
  /(?<!has)instance(?!of\b)|allocation|association|metadata|networkInterface|(private|public)Ipv4/i,
];
const SOURCES = [...filesIn('packages/core/src', '.ts'), ...filesIn('packages/engine/src', '.ts')];

/** Lines that may name a cloud, as far as it takes to know them, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "Who has it: an instance id, else an interface's id": 'an example of a holder, for the author of a resource type',
  'every other: an association id, a record': 'examples of a version, for the author of a resource type',
  'how the outside world calls it (an instance id)': 'an example of an id, for the author of a resource type',
  '(`ec2:AssociateAddress`), `summary` says it': 'an example of a permission, for the author of a resource type',
  '("EC2 lists it here")': 'an example of what is waited for, for the author of a resource type',
  instanceId: 'what the JSON document of a report calls the id of a node (public interface)',
  awsEncodedMessage: 'what the JSON document calls what is encoded of a denial (public interface)',
  'this is instance {actual}': 'what people call a machine whose id is another than the file says',
  'instance: ': 'a key of the state record, which earlier versions wrote',
  'record.instance': 'the same',
  '{ instance }: StateRecord': 'the same',
  'as an IAM statement names them': 'the shape of a permission is that of a statement, so that a policy can be printed',
};

const isAllowed = (line: string): boolean => Object.keys(ALLOWED).some((part) => line.includes(part));

describe('core and engine', () => {
  it('import nothing of a cloud', () => {
    const importers = SOURCES.filter((file) => importsOf(file).some((each) => /aws|smithy/.test(each)));
    expect(importers).toEqual([]);
  });

  it('name no cloud, neither in code nor in strings nor in comments', () => {
    const named = SOURCES.flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, index) =>
          WORDS.some((word) => word.test(line)) && !isAllowed(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
    expect(named).toEqual([]);
  });

  it('allow no line that is not there', () => {
    const text = SOURCES.map(textOf).join('\n');
    expect(Object.keys(ALLOWED).filter((part) => !text.includes(part))).toEqual([]);
  });
});
