"""Compare the image of each instance group with the one that AWS recommends; tell of newer ones.

Systems Manager runs `handler` with the payload of the document; Terraform puts this file into it.
"""

import json
from typing import Any

import boto3


def handler(events: dict[str, Any], context: Any) -> dict[str, Any]:
    """Publish one message about all groups that have another image; return these groups."""
    region = events["region"]
    ssm, sns = (boto3.client(service, region_name=region) for service in ("ssm", "sns"))
    parameters = sorted({group["parameter"] for group in events["groups"].values()})
    recommended = {}
    for start in range(0, len(parameters), 10):  # GetParameters takes ten at a time
        answer = ssm.get_parameters(Names=parameters[start : start + 10])
        if answer["InvalidParameters"]:
            raise ValueError(f"no such parameters: {answer['InvalidParameters']}")
        recommended.update((one["Name"], one["Value"]) for one in answer["Parameters"])
    outdated = {}
    for name, group in events["groups"].items():
        newer = recommended[group["parameter"]]
        if group["image_id"] != newer:
            outdated[name] = {"image_id": group["image_id"], "recommended": newer}
    if outdated:
        tell(sns, events, outdated)
    return {"outdated": outdated}


def tell(sns: Any, events: dict[str, Any], outdated: dict[str, dict[str, str]]) -> None:
    """Publish to the topic in sentences, and to those of channels in the form that shows there."""
    title = f"Newer images for cluster {events['cluster']}"
    lines = [
        f"Instance group {name} has {one['image_id']}; AWS recommends {one['recommended']}."
        for name, one in sorted(outdated.items())
    ]
    lines.append(
        "To take them: pinned groups by `tfgen ami update`, others by the next `terraform apply`."
    )
    sns.publish(
        TopicArn=events["topic_arn"], Subject=title[:100], Message="\n".join([f"{title}.", *lines])
    )
    for topic in ("slack_topic_arn", "teams_topic_arn"):
        if topic in events:
            content = dict(title=title, description="\n".join(lines))
            message = json.dumps(dict(version="1.0", source="custom", content=content))
            sns.publish(TopicArn=events[topic], Message=message)
