import { duration, hidden, secret, strict } from '@kirikae/core';
import { z } from 'zod';
import { REGION } from './partition.ts';

const isPlain = (text: string): boolean => {
  const { protocol, username, password } = URL.canParse(text)
    ? new URL(text)
    : { protocol: '', username: '', password: '' };
  return /^https?:$/.test(protocol) && `${username}${password}` === '';
};

/** Never quoted in an error: it may hold a password. */
const url = () =>
  z.string().refine(isPlain, {
    error: 'must be an address such as https://ec2.ap-northeast-1.amazonaws.com, without user name and password',
  });

const PROXY =
  'must be http://HOST:PORT without user name and password, or { env: NAME } or { file: PATH } for a secret one';

/** Without user name and password it may stand here; with them it is a secret. Never quoted, either. */
const proxy = () => z.union([z.string().refine(isPlain, { error: PROXY }), secret()], { error: PROXY });

const endpoint = (service: string) =>
  url()
    .optional()
    .meta({ description: `The address of ${service}.` });

/** Any service may have an endpoint; what can be none's id, or is another way to write one of ours, is a slip. */
function refuseOddServices(endpoints: object, context: z.RefinementCtx): void {
  for (const key of Object.keys(endpoints)) {
    const meant = OURS.find((id) => id === key.toLowerCase().replace(/[^a-z0-9]/g, ''));
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(key) && (meant === undefined || meant === key)) continue;
    const told = meant ? `did you mean ${meant}?` : 'a service is written as elastic-load-balancing is';
    context.addIssue({ code: 'custom', path: [key], message: `unknown service ${key}; ${told}`, input: endpoints });
  }
}

const OURS = ['ec2', 'route53', 'sts'];

/** The fields that every resource type of AWS has, and that may stand in `defaults.aws`. */
export const awsSettings = strict({
  region: z
    .string()
    .regex(REGION, 'must be a region such as ap-northeast-1')
    .optional()
    .meta({ description: "Default: the SDK's environment and profile, then this instance's region." }),
  profile: z.string().min(1).optional().meta({ description: "Default: the SDK's chain of credential providers." }),
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role (arn:aws:iam::...:role/...)')
    .optional()
    .meta({ description: 'A role to assume.' }),
  externalId: hidden(z.string().min(2).optional().meta({ description: 'The external id that the role asks for.' })),
  endpoints: z
    .object({ ec2: endpoint('EC2'), route53: endpoint('Route 53'), sts: endpoint('STS, for roleArn') })
    .catchall(url())
    .superRefine(refuseOddServices)
    .optional()
    .meta({
      description:
        "By the id of a service in small letters with hyphens: `elastic-load-balancing`. Default: the SDK's, `AWS_ENDPOINT_URL...` included.",
    }),
  connectTimeout: duration().prefault('2s').meta({ description: 'The longest to wait for a connection.' }),
  requestTimeout: duration().prefault('5s').meta({ description: 'The longest to wait for an answer.' }),
  proxy: proxy().optional().meta({
    description:
      'The proxy for what goes to AWS, never for the metadata service; `NO_PROXY` exempts hosts. Default: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` of the environment, in either case. One with user name and password only as `{ env: NAME }` or `{ file: PATH }`.',
  }),
  caBundle: z
    .string({ error: 'must be the path of a PEM file' })
    .min(1, 'must be the path of a PEM file')
    .optional()
    .meta({
      description:
        'A PEM file of authorities to trust beside the built-in ones; a relative path is from the folder of this file. Default: `AWS_CA_BUNDLE`, `ca_bundle` of the profile; those of `NODE_EXTRA_CA_CERTS` are trusted in any case.',
    }),
  // YAML 1.2 reads on and off as text; true and false are what other YAML tools write for them
  metadata: z
    .union([z.enum(['on', 'off']), z.boolean().transform((on) => (on ? 'on' : 'off'))])
    .prefault('on')
    .meta({ description: '`off`: identity comes from `nodes:` alone.' }),
});

/** The shared settings as a resource gets them. */
export type AwsSettings = z.output<typeof awsSettings>;

/** Only the shared settings of a resource's configuration. */
export function settingsOf(config: AwsSettings): AwsSettings {
  return Object.fromEntries(
    Object.keys(awsSettings.shape).map((name) => [name, config[name as keyof AwsSettings]]),
  ) as AwsSettings;
}
