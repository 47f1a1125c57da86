locals {
  # ECS lists these of every container. Written where they are empty too, they never show in a plan.
  empty_lists = { environment = [], mountPoints = [], portMappings = [], volumesFrom = [] }

  # In the words of the ECS API; the filters leave out what a container does not have. An empty command or entrypoint
  # stays, as it takes the image's own away: a list of strings never equals [].
  containers = [for name, container in var.containers : {
    name              = name
    image             = container.image
    cpu               = container.cpu
    memory            = container.memory
    memoryReservation = container.memory_reservation
    essential         = container.essential
    command           = container.command
    entryPoint        = container.entrypoint
    workingDirectory  = container.working_directory
    resourceRequirements = container.gpus == null ? null : [{
      type  = "GPU"
      value = tostring(container.gpus)
    }]
    repositoryCredentials = container.repository_credentials == null ? null : {
      credentialsParameter = container.repository_credentials
    }
    portMappings = [for port_name, port in container.ports : { for key, value in {
      name          = port_name
      containerPort = port.container_port
      # Only Docker's bridge maps ports; elsewhere ECS answers with the container's own.
      hostPort    = var.network_mode == "bridge" ? port.host_port : port.container_port
      protocol    = port.protocol
      appProtocol = port.app_protocol
    } : key => value if value != null }]
    environment = [for variable, value in container.environment : { name = variable, value = value }]
    environmentFiles = [for file in container.env_files : {
      type  = "s3"
      value = replace(file, "s3://", "arn:${var.partition}:s3:::")
    }]
    secrets = [for variable, source in container.secrets : { name = variable, valueFrom = source }]
    healthCheck = container.health_check == null ? null : {
      command     = container.health_check.command
      interval    = container.health_check.interval
      timeout     = container.health_check.timeout
      retries     = container.health_check.retries
      startPeriod = container.health_check.start_period
    }
    dependsOn = [for other, state in container.depends_on : { containerName = other, condition = upper(state) }]
    restartPolicy = container.restart_policy == null ? null : { for key, value in {
      enabled              = true
      ignoredExitCodes     = [for code in container.restart_policy.ignored_exit_codes : code]
      restartAttemptPeriod = container.restart_policy.restart_attempt_period
    } : key => value if value != [] }
    mountPoints = [for mount in container.mounts : {
      sourceVolume  = mount.volume
      containerPath = mount.path
      readOnly      = mount.read_only || try(var.volumes[mount.volume].efs.read_only, false)
    }]
    user                   = container.user
    readonlyRootFilesystem = container.read_only_root
    # ECS keeps no false here: written out, it would replace the definition each time.
    privileged     = container.privileged ? true : null
    ulimits        = [for name, limit in container.ulimits : { name = name, softLimit = limit.soft, hardLimit = limit.hard }]
    systemControls = [for parameter, value in container.sysctls : { namespace = parameter, value = value }]
    hostname       = container.hostname
    extraHosts     = [for name, address in container.extra_hosts : { hostname = name, ipAddress = address }]
    startTimeout   = container.start_timeout
    stopTimeout    = container.stop_timeout
    dockerLabels   = length(container.labels) == 0 ? null : container.labels
    linuxParameters = { for key, value in {
      initProcessEnabled = container.init
      capabilities       = container.capabilities
      devices = [for device in container.devices : {
        hostPath      = device.host_path
        containerPath = coalesce(device.container_path, device.host_path)
        permissions   = device.permissions
      }]
      sharedMemorySize = container.shm_size
      tmpfs = [for path, tmpfs in container.tmpfs : {
        containerPath = path
        size          = tmpfs.size
        mountOptions  = tmpfs.mount_options
      }]
    } : key => value if value != null && value != [] }
    logConfiguration = merge(
      local.log_configurations[name],
      { for key, secrets in { secretOptions = local.log_secrets } : key => secrets if length(secrets) > 0 },
    )
  }]

  container_definitions = [for container in local.containers : merge(local.empty_lists, {
    for key, value in container : key => value if value != null && value != []
  })]

  # Fluent Bit takes the logs of the others and sends them on; its own go to CloudWatch.
  log_routers = [for router in var.logs.router[*] : merge(local.empty_lists, {
    name                   = "log-router"
    image                  = router.image
    cpu                    = 0
    memory                 = 256
    memoryReservation      = 64
    essential              = true
    user                   = "0"
    readonlyRootFilesystem = false
    stopTimeout            = 30
    firelensConfiguration = {
      type    = "fluentbit"
      options = merge({ enable-ecs-log-metadata = "true" }, local.router_config)
    }
    logConfiguration = {
      logDriver = "awslogs"
      options = merge(local.log_group, {
        awslogs-stream-prefix = coalesce(var.logs.stream_prefix, "log-router")
        mode                  = "non-blocking"
        max-buffer-size       = "1m"
      })
    }
  })]
}
