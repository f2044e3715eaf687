/** The services the simulator speaks. */
export type ServiceName = 'ec2' | 'route53' | 'sts' | 'imds';
