"""Checks the simulator's answers against the service models of botocore: every element has a place in the output shape, every
value is of its type, every list of choices has it, every error of Route 53 is one that its operation knows.

    npm run build && python3 packages/simulator/boto3/check_answers.py

It needs boto3, and is for whoever changes an answer; the test suite goes without it. Ends with 1 if an answer does not fit.
"""

import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import boto3
from botocore.exceptions import ClientError

HERE = pathlib.Path(__file__).parent
# what is not told to the caller; `return` stands in the examples of EC2's API reference, not in its models
ENVELOPE = {"requestId", "ResponseMetadata", "return"}
problems: list[str] = []
checked = 0


def plain(tag: str) -> str:
    return re.sub(r"^\{[^}]*\}", "", tag)


def check(element, shape, path: str) -> None:
    """One element against its shape."""
    kind = shape.type_name
    if kind == "structure":
        check_structure(element, shape, path)
    elif kind == "list":
        for item in element:
            check(item, shape.member, f"{path}[]")
    else:
        check_scalar(element, shape, path)


def check_structure(element, shape, path: str) -> None:
    members = {each.serialization.get("name", name): each for name, each in shape.members.items()}
    seen = set()
    for child in element:
        name = plain(child.tag)
        if name not in members:
            if name not in ENVELOPE:
                problems.append(f"{path}: <{name}> has no place in {shape.name}")
            continue
        seen.add(name)
        check(child, members[name], f"{path}.{name}")
    for name in shape.required_members:
        written = shape.members[name].serialization.get("name", name)
        if written not in seen and "location" not in shape.members[name].serialization:
            problems.append(f"{path}: {shape.name} lacks <{written}>")


def check_scalar(element, shape, path: str) -> None:
    text = element.text or ""
    if len(element):
        problems.append(f"{path}: elements where {shape.type_name} belongs")
    fits = {
        "boolean": r"true|false",
        "integer": r"-?\d+",
        "long": r"-?\d+",
        "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    }.get(shape.type_name)
    if fits and not re.fullmatch(fits, text):
        problems.append(f"{path}: '{text}' is no {shape.type_name}")
    choices = getattr(shape, "enum", [])
    if choices and text not in choices:
        problems.append(f"{path}: '{text}' is none of {', '.join(choices)}")


def check_answer(operation_model, response_dict, **_) -> None:
    """Runs before botocore reads an answer, with its text."""
    global checked
    checked += 1
    root = ElementTree.fromstring(response_dict["body"])
    name, shape = operation_model.name, operation_model.output_shape
    if response_dict["status_code"] >= 300:
        return check_refusal(operation_model, root)
    wrapper = shape and shape.serialization.get("resultWrapper")
    inner = next((each for each in root if plain(each.tag) == wrapper), None) if wrapper else root
    if inner is None:
        problems.append(f"{name}: no <{wrapper}>")
    elif shape is not None:
        check(inner, shape, name)


COMMON = {"AccessDenied", "Throttling", "InvalidClientTokenId", "SignatureDoesNotMatch", "MalformedInput", "InvalidSignature"}


def check_refusal(operation_model, root) -> None:
    code = next((each.text for each in root.iter() if plain(each.tag) == "Code"), None)
    known = COMMON | {shape.name for shape in operation_model.error_shapes}
    if code is None:
        problems.append(f"{operation_model.name}: a refusal without a code")
    elif operation_model.service_model.service_name == "route53" and code not in known:
        problems.append(f"{operation_model.name}: {code} is no error of it")


def record(action: str, **fields) -> dict:
    return {"Changes": [{"Action": action, "ResourceRecordSet": {"Name": "a.example.com", **fields}}]}


def ask(world: dict) -> None:
    """Every action once as it succeeds, and the refusals that have a shape of their own."""
    keys = world["keys"]
    signed = dict(aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"], aws_session_token=keys["sessionToken"])

    def client(service: str, region: str):
        made = boto3.client(service, endpoint_url=world["url"], region_name=region, **signed)
        made.meta.events.register(f"before-parse.{service}", check_answer)
        return made

    def refused(call, **fields):
        try:
            call(**fields)
            problems.append(f"{call.__name__} {fields} was not refused")
        except ClientError:
            pass

    ec2, route53, sts = client("ec2", world["region"]), client("route53", "us-east-1"), client("sts", world["region"])
    eni, other, table, zone = world["eni"], world["other"], world["table"], world["zone"]
    made = ec2.associate_address(AllocationId=world["address"], NetworkInterfaceId=eni, AllowReassociation=True)
    ec2.describe_addresses()
    ec2.describe_instances(InstanceIds=[world["instance"]])
    ec2.describe_network_interfaces(MaxResults=5)
    refused(ec2.disassociate_address, AssociationId=made["AssociationId"], DryRun=True)
    ec2.disassociate_address(AssociationId=made["AssociationId"])
    ec2.describe_addresses(Filters=[{"Name": "allocation-id", "Values": [world["address"]]}])
    ec2.assign_private_ip_addresses(NetworkInterfaceId=eni, PrivateIpAddresses=["10.0.1.50"], AllowReassignment=True)
    ec2.unassign_private_ip_addresses(NetworkInterfaceId=eni, PrivateIpAddresses=["10.0.1.50"])
    ec2.assign_ipv6_addresses(NetworkInterfaceId=eni, Ipv6Addresses=["2001:db8::50"])
    ec2.unassign_ipv6_addresses(NetworkInterfaceId=eni, Ipv6Addresses=["2001:db8::50"])
    ec2.create_route(RouteTableId=table, DestinationIpv6CidrBlock="fd00::1/128", NetworkInterfaceId=other)
    ec2.replace_route(RouteTableId=table, DestinationCidrBlock="10.9.0.1/32", NetworkInterfaceId=eni)
    ec2.describe_route_tables()
    refused(ec2.associate_address, AllocationId="eipalloc-9", NetworkInterfaceId=eni)
    route53.get_hosted_zone(Id=zone)
    change = route53.change_resource_record_sets
    simple = {"Type": "A", "TTL": 30, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    weighted = {**simple, "Name": "w.example.com", "SetIdentifier": "a", "Weight": 1, "HealthCheckId": "hc-1"}
    alias = {"Name": "b.example.com", "Type": "A", "AliasTarget": {"HostedZoneId": zone, "DNSName": "a.example.com", "EvaluateTargetHealth": False}}
    answer = change(HostedZoneId=zone, ChangeBatch={"Comment": "a", **record("CREATE", **simple)})
    change(HostedZoneId=zone, ChangeBatch=record("UPSERT", **weighted))
    change(HostedZoneId=zone, ChangeBatch=record("CREATE", **alias))
    route53.get_change(Id=answer["ChangeInfo"]["Id"])
    route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="2")
    refused(change, HostedZoneId=zone, ChangeBatch=record("CREATE", **simple))
    refused(change, HostedZoneId=zone, ChangeBatch=record("CREATE", **{**weighted, "SetIdentifier": "b", "HealthCheckId": "hc-9"}))
    refused(change, HostedZoneId=zone, ChangeBatch=record("CREATE", Type="A", TTL=30))
    refused(route53.get_hosted_zone, Id="Z9")
    refused(route53.get_change, Id="C9")
    sts.assume_role(RoleArn=world["role"], RoleSessionName="check")
    refused(sts.assume_role, RoleArn=world["role"], RoleSessionName="check", DurationSeconds=7200)


def main() -> int:
    with subprocess.Popen(["node", str(HERE / "world.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as served:
        try:
            ask(json.loads(served.stdout.readline()))
        finally:
            served.stdin.close()
    print(f"{checked} answers, {len(problems)} problems")
    for problem in problems:
        print(f"  {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
