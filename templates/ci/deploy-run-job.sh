
# Prints what a job's output in Terraform says of network and capacity, which a variable holds where no state can be read.
how_to_run() {
  local said=${!1:-}
  [ -n "$said" ] || said=$(terraform -chdir="$2" output -json "$3") || fail "set $1: what terraform output -json $3 prints"
  echo "$said"
}

# Runs a job to its end: its name, its new revision, and what its output in Terraform says of network and capacity.
run_job() {
  local task code
  task=$(aws ecs run-task --cli-input-json "$3" --task-definition "$2" --query 'tasks[0].taskArn' --output text)
  [ "$task" != None ] || fail "$1 found no place to run"
  for _ in {1..6}; do
    if aws ecs wait tasks-stopped --cluster "$cluster" --tasks "$task"; then break; fi
  done
  code=$(aws ecs describe-tasks --cluster "$cluster" --tasks "$task" \
    --query "tasks[0].containers[?name=='$1'].exitCode | [0]" --output text)
  [ "$code" = 0 ] || fail "$1 ended with $code: $service stays as it is"
  say "$1 ended well"
}

