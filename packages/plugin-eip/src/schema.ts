import { isIP } from 'node:net';
import { awsSettings, interfaceFields } from '@kirikae/aws';
import { perNode, strict } from '@kirikae/core';
import { z } from 'zod';

/** The fields of `aws/eip`. */
export const schema = strict({
  ...awsSettings.shape,
  allocationId: z
    .string({ error: 'must be an allocation id (eipalloc-...)' })
    .regex(/^eipalloc-[0-9a-f]{8,17}$/, {
      error: ({ input }) =>
        isIP(String(input))
          ? 'must be an allocation id (eipalloc-...) and this is an IP address'
          : 'must be an allocation id (eipalloc-...)',
    })
    .meta({ description: 'The Elastic IP, eipalloc-...', examples: ['eipalloc-0123456789abcdef0'] }),
  ...interfaceFields,
  privateIp: perNode(z.ipv4('must be an IPv4 address'))
    .optional()
    .meta({ description: "The private address. Default: the interface's primary one." }),
  takeover: z
    .enum(['always', 'if-free'])
    .default('always')
    .meta({ description: '`always`; `if-free`: only if nobody else has it.' }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;
