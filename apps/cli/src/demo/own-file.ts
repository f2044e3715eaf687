/** The file that the demo plays when it is given none: one group with two strategies. */
export const OWN_FILE = `version: 1
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
