import { createMemory, describeResource, memoryHarness, memorySlot } from '../src/index.ts';

const memory = createMemory();

describeResource({
  name: 'memory/slot',
  type: memorySlot(memory),
  harness: () => {
    memory.slots.clear();
    memory.calls.length = 0;
    return memoryHarness(memory);
  },
});
