import type { Plugin } from '@kirikae/core';
import { elasticIp } from './elastic-ip.ts';

const plugin: Plugin = { apiVersion: 1, types: [elasticIp] };
export default plugin;
