#!/usr/bin/env bash
# Brings versions of service @@{service} to cluster @@{cluster}. Written by `tfgen ci`.
#
#   @@{path} build VERSION    build the image of this folder and push it
#   @@{path} deploy VERSION   run it: jobs before it, then the service
#   @@{path} back REVISION    go back, to a revision such as @@{family}:12
#
# VERSION is a tag, or a whole image. It needs the AWS CLI and jq, and the rights of the spec's deployer.
set -euo pipefail
shopt -s inherit_errexit

export AWS_REGION=@@{region} AWS_DEFAULT_REGION=@@{region} AWS_PAGER=
cluster=@@{cluster}
service=@@{ecs_service}
family=@@{family}
container=@@{container}
repository=@@{repository}
image=

fail() {
  echo "$*" >&2
  exit 1
}

say() {
  echo "$*" | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
}

# Sets `image`: a version alone is a tag of the service's repository.
choose_image() {
  @@{account}
  case $1 in
    */* | *@*) image=$1 ;;
    *) image=$repository:$1 ;;
  esac
}

# Prints the ARN of a new revision of a family that differs from its newest one in the image of a container.
new_revision() {
  local definition
  definition=$(aws ecs describe-task-definition --task-definition "$1" --include TAGS --output json |
    jq --arg container "$2" --arg image "$image" '
      .tags as $tags | .taskDefinition
      | (.containerDefinitions[] | select(.name == $container)).image = $image
      | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities)
      | del(.registeredAt, .registeredBy, .deregisteredAt)
      | if ($tags // []) == [] then . else .tags = $tags end')
  aws ecs register-task-definition --cli-input-json "$definition" \
    --query taskDefinition.taskDefinitionArn --output text
}

@@{has_image}
running() {
  aws ecs describe-services --cluster "$cluster" --services "$service" \
    --query "services[0].deployments[?status=='PRIMARY'].taskDefinition | [0]" --output text
}

# Brings a revision, and fails where ECS goes back to another one by itself.
bring() {
  aws ecs update-service --cluster "$cluster" --service "$service" --task-definition "$1" \
    --query 'service.serviceName' --output text >/dev/null
  # A waiter gives up after ten minutes; this deployment may take @@{minutes}.
  for _ in {1..@@{rounds}}; do
    if aws ecs wait services-stable --cluster "$cluster" --services "$service"; then
      [ "$(running)" = "$1" ] || fail "the deployment failed: ECS runs $(running) again"
      say "$service runs $1"
      return
    fi
  done
  fail "$service is not stable; ECS goes on, and its events say what it waits for"
}
@@{run_job}
case ${1:-}:${2:+given} in
  build:given)
    choose_image "$2"
    @@{build}
    ;;
  deploy:given)
    choose_image "$2"
    before=$(running)
    say "$service runs $before now; to go back: $0 back ${before##*/}"
    @@{jobs}
    revision=$(new_revision "$family" "$container")
    bring "$revision"
    ;;
  back:given)
    case ${2##*/} in
      "$family":*) ;;
      *) fail "$2 is no revision of $family" ;;
    esac
    # ECS compares ARNs: a revision is asked for its own.
    bring "$(aws ecs describe-task-definition --task-definition "$2" \
      --query taskDefinition.taskDefinitionArn --output text)"
    ;;
  *) fail "usage: $0 build VERSION | deploy VERSION | back REVISION" ;;
esac
