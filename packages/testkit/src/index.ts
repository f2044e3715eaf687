export { type Bench, type CommandOptions, type Commands, openBench } from './bench.ts';
export { type Description, describeResource } from './describe-resource.ts';
export type { Harness, SeenCall, Subject, TestNode, Trouble } from './harness.ts';
export {
  type Backend,
  type BackendAddress,
  type BackendRequest,
  type BackendResponse,
  httpBackend,
} from './http-backend.ts';
export { createMemory, type Memory, memoryHarness, memorySlot } from './in-memory.ts';
export { checkLaw, type Law, LawBroken } from './law.ts';
export { laws } from './laws.ts';
