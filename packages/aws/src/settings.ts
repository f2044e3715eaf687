import { duration, hidden, strict } from '@kirikae/core';
import { z } from 'zod';

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

const endpoint = (service: string) =>
  url()
    .optional()
    .meta({ description: `The address of ${service}.` });

/** The fields that every resource type of AWS has, and that may stand in `defaults.aws`. */
export const awsSettings = strict({
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'must be a region such as ap-northeast-1')
    .optional()
    .meta({ description: "Default: the SDK's environment and profile, then this instance's region." }),
  profile: z.string().min(1).optional().meta({ description: "Default: the SDK's chain of credential providers." }),
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role (arn:aws:iam::…:role/…)')
    .optional()
    .meta({ description: 'A role to assume.' }),
  externalId: hidden(z.string().min(2).optional().meta({ description: 'The external id that the role asks for.' })),
  endpoints: strict({ ec2: endpoint('EC2'), route53: endpoint('Route 53'), sts: endpoint('STS, for roleArn') })
    .optional()
    .meta({ description: "Default: the SDK's, `AWS_ENDPOINT_URL…` included." }),
  connectTimeout: duration().prefault('2s').meta({ description: 'The longest to wait for a connection.' }),
  requestTimeout: duration().prefault('5s').meta({ description: 'The longest to wait for an answer.' }),
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
  const { region, profile, roleArn, externalId, endpoints, connectTimeout, requestTimeout, metadata } = config;
  return { region, profile, roleArn, externalId, endpoints, connectTimeout, requestTimeout, metadata };
}
