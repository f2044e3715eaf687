import { fileOf, plus, RECORD } from './cluster.ts';
import { describeKills } from './kill/kills.ts';

const file = fileOf(plus(RECORD, 'onDeactivate: keep-when-moving'));
describeKills({ name: 'aws/route53', file, moves: ['record'] });
