import { expect, it } from 'vitest';
import { atWord } from '../src/output/at-word.ts';

const TEXT = 'AWS_DENIED web/ip: AWS denies ec2:DisassociateAddress to the role kirikae-node';

it('leaves a text that fits, and cuts another at the end of a word', () => {
  expect(atWord(TEXT, 200)).toBe(TEXT);
  expect(atWord(TEXT, 60)).toBe('AWS_DENIED web/ip: AWS denies ec2:DisassociateAddress to the');
  expect(atWord(TEXT, 59)).toBe('AWS_DENIED web/ip: AWS denies ec2:DisassociateAddress to');
});

it('counts bytes, of which a Japanese sign has three, and cuts none in the middle', () => {
  expect(atWord('鍵 鍵 鍵', 9)).toBe('鍵 鍵');
  expect(atWord('鍵鍵鍵', 7)).toBe('鍵鍵');
});
