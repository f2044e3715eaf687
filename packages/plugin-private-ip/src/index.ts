import type { Plugin } from '@kirikae/core';
import { PRIVATE_IP_ERRORS } from './errors.ts';
import { privateIp } from './private-ip.ts';

const plugin: Plugin = { apiVersion: 1, types: [privateIp], errors: PRIVATE_IP_ERRORS };
export default plugin;
