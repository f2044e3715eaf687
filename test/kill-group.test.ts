import { EIP, fileOf, plus, RECORD } from './cluster.ts';
import { describeKills } from './kill/kills.ts';

const file = fileOf(EIP, plus(RECORD, 'onDeactivate: keep-when-moving'));
describeKills({ name: 'a group of both', file, moves: ['address', 'record'] });
