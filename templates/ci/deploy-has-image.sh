# Whether ECR has the image: its tag stays there, so that a push of a job that is run again would be refused.
has_image() {
  local host=${image%%/*} name=${image#*/} found
  found=$(aws ecr batch-get-image --registry-id "${host%%.*}" --repository-name "${name%:*}" \
    --image-ids "imageTag=${name##*:}" --query 'length(images)' --output text) || fail "$name cannot be looked up"
  [ "$found" != 0 ]
}

