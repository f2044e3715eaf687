/** The file that the demo plays when it is given none: one group with two strategies. */
export const OWN_FILE = `version: 1
nodes:
  web-1: { instanceId: i-0123456789abcdef1, privateIpv4: 10.0.1.10 }
  web-2: { instanceId: i-0123456789abcdef2, privateIpv4: 10.0.2.10 }
groups:
  web:
    strategy: eip
    strategies:
      eip:
        - { name: public-address, type: aws/eip, allocationId: eipalloc-0123456789abcdef0 }
      dns:
        - name: www
          type: aws/route53
          hostedZoneId: Z0123456789ABCDEFGHIJ
          records:
            - { name: www.example.com, type: A, ttl: 30, value: private-ipv4 }
`;
