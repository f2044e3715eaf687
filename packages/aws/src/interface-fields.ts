import { type Problem, perNode } from '@kirikae/core';
import { z } from 'zod';

/** The fields by which a resource names one of this node's network interfaces. */
export const interfaceFields = {
  networkInterfaceId: perNode(
    z.string().regex(/^eni-[0-9a-f]{8,17}$/, 'must be the id of a network interface (eni-...)'),
  )
    .optional()
    .meta({ description: 'The interface, eni-... (perNode); else by `deviceIndex`, else the primary one.' }),
  deviceIndex: z.int().min(0).optional().meta({ description: 'The interface by its device index.' }),
};

interface Chosen {
  readonly networkInterfaceId?: unknown;
  readonly deviceIndex?: unknown;
}

/** What is wrong with a choice that says the interface twice. */
export function interfaceProblems({ networkInterfaceId, deviceIndex }: Chosen): Problem[] {
  if (networkInterfaceId === undefined || deviceIndex === undefined) return [];
  const reason = 'says the interface, and so does networkInterfaceId';
  return [{ path: ['deviceIndex'], reason, remedy: 'remove one of them' }];
}
