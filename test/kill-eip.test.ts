import { EIP, fileOf } from './cluster.ts';
import { describeKills } from './kill/kills.ts';

describeKills({ name: 'aws/eip', file: fileOf(EIP), moves: ['address'] });
