export { aboutService, type Service } from './about.ts';
export { ask, awsName, clientOptions, regionOf, requestIdOf } from './client.ts';
export { type About, AWS_ERRORS, awsError, fromSdk } from './errors.ts';
export {
  assertPrivateIpv4,
  findInterface,
  fromEntry,
  type Interface,
  type InterfaceChoice,
  identify,
  ownAddress,
} from './identity.ts';
export { interfaceFields, interfaceProblems } from './interface-fields.ts';
export { type Metadata, metadataOf } from './metadata.ts';
export { type AwsNodeEntry, entryOf, nodeFields } from './node-fields.ts';
export { partitionOf } from './partition.ts';
export { type AwsSettings, awsSettings, settingsOf } from './settings.ts';
