"""Lines that hosts write: of the journal as `export-journal` writes it, and of the ECS agent's file.

The kernel's are those of its sources (mm/oom_kill.c, block/blk-core.c, kernel/panic.c,
kernel/hung_task.c, kernel/watchdog.c), the others those of issues in which people show their logs.
"""

from __future__ import annotations

_KERNEL = "2026-11-29T23:12:01+0000 ip-10-0-50-12 kernel: "
_DOCKER = '2026-11-29T23:12:01+0000 ip-10-0-50-12 dockerd[2345]: time="2026-11-29T23:12:01Z" '
_CONTAINERD = (
    '2026-11-29T23:12:01+0000 ip-10-0-50-12 containerd[1987]: time="2026-11-29T23:12:01Z" '
)
_OTHER = "2026-11-29T23:12:01+0000 ip-10-0-50-12 "

# A host cannot get over these by itself.
OF_BROKEN_HOSTS = (
    f"{_KERNEL}Out of memory: Killed process 4321 (java) total-vm:8123456kB, anon-rss:7654321kB",
    f"{_KERNEL}I/O error, dev nvme1n1, sector 2048 op 0x0:(READ) flags 0x80700 phys_seg 1",
    f"{_KERNEL}Buffer I/O error on dev nvme1n1, logical block 0, async page read",
    f'{_KERNEL}XFS (nvme0n1p1): metadata I/O error in "xfs_buf_ioend" at daddr 0x1 len 64 error 5',
    f"{_KERNEL}Kernel panic - not syncing: Fatal exception",
    f"{_KERNEL}BUG: kernel NULL pointer dereference, address: 0000000000000008",
    f"{_KERNEL}watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [runc:1234]",
    f"{_KERNEL}kernel BUG at fs/xfs/xfs_buf.c:1234!",
    f"{_KERNEL}Oops: 0002 [#1] PREEMPT SMP NOPTI",
    f"{_KERNEL}INFO: task containerd:1987 blocked for more than 120 seconds.",
    f"{_OTHER}systemd-journald[412]: Failed to create new system journal: No space left on device",
    f"{_OTHER}cloud-init[1702]: OSError: [Errno 5] Input/output error",
    f"{_OTHER}sshd[3021]: error: fork: Cannot allocate memory",
    f'{_DOCKER}level=error msg="failed to register layer: write /lib/x.so: no space left on device"',
    f'{_DOCKER}level=error msg="fork/exec /usr/bin/runc: cannot allocate memory"',
    f'{_CONTAINERD}level=error msg="copy shim log" error="read /proc/self/fd/14: input/output error"',
    "level=critical time=2026-11-29T23:12:01Z "
    'msg="Could not determine target lifecycle of instance" module=agent.go',
    'level=error time=2026-11-29T23:12:01Z msg="Error while creating container" '
    'error="mkdir /var/lib/docker/overlay2/1f: no space left on device"',
)

# A task that reaches its own limit, of which ECS tells; and what a host writes on any day.
OF_SOUND_HOSTS = (
    f"{_KERNEL}node invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
    f"{_KERNEL}Call Trace:",
    f"{_KERNEL}memory: usage 524288kB, limit 524288kB, failcnt 1234",
    f"{_KERNEL}oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=docker-1f.scope",
    f"{_KERNEL}Memory cgroup out of memory: Killed process 4321 (node) total-vm:812345kB",
    f"{_KERNEL}docker0: port 1(veth1f2e3d4) entered blocking state",
    f"{_OTHER}cloud-init[1702]: DEBUG: nothing to do",
    f"{_OTHER}systemd[1]: Started amazon-cloudwatch-agent.service - Amazon CloudWatch Agent.",
    f"{_OTHER}sshd[3021]: error: kex_exchange_identification: Connection closed by remote host",
    f'{_DOCKER}level=info msg="Loading containers: done."',
    f'{_DOCKER}level=error msg="Handler for POST /v1.44/images/create returned error: not found"',
    'level=info time=2026-11-29T23:12:01Z msg="Registration completed successfully" module=agent.go',
    'level=error time=2026-11-29T23:12:01Z msg="Unable to get image" module=docker_task_engine.go',
    '{"eventTime":"2026-11-29T23:12:01Z","responseCode":200,"sourceIPAddress":"10.0.50.12"}',
)
