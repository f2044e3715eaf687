import { createRegistry, type Registry } from '@kirikae/core';

/** The resource types that come with kirikae; each plugin is loaded when a group in use needs it. */
export const builtIn: Registry = createRegistry({
  'aws/eip': () => import('@kirikae/plugin-eip'),
  'aws/route53': () => import('@kirikae/plugin-route53'),
});
