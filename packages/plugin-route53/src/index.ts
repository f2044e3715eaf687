import type { Plugin } from '@kirikae/core';
import { ROUTE53_ERRORS } from './errors.ts';
import { recordSets } from './record-sets.ts';

const plugin: Plugin = { apiVersion: 1, types: [recordSets], errors: ROUTE53_ERRORS };
export default plugin;
