"""What is known of images that Compose files often have: ports, and what they are."""

from __future__ import annotations

import re
from typing import NamedTuple


class Database(NamedTuple):
    """A database, its port, and what AWS has in its place."""

    port: int
    on_aws: str


_RDS = "Amazon RDS or Aurora"
_CACHE = "Amazon ElastiCache"
# By the last part of the image's name.
DATABASES = {
    "postgres": Database(5432, _RDS),
    "postgresql": Database(5432, _RDS),
    "postgis": Database(5432, _RDS),
    "timescaledb": Database(5432, _RDS),
    "pgvector": Database(5432, _RDS),
    "mysql": Database(3306, _RDS),
    "mariadb": Database(3306, _RDS),
    "percona": Database(3306, _RDS),
    "redis": Database(6379, _CACHE),
    "valkey": Database(6379, _CACHE),
    "memcached": Database(11211, _CACHE),
    "mongo": Database(27017, "Amazon DocumentDB"),
    "mongodb": Database(27017, "Amazon DocumentDB"),
    "elasticsearch": Database(9200, "Amazon OpenSearch Service"),
    "opensearch": Database(9200, "Amazon OpenSearch Service"),
    "cassandra": Database(9042, "Amazon Keyspaces"),
    "rabbitmq": Database(5672, "Amazon MQ"),
    "kafka": Database(9092, "Amazon MSK"),
    "cp-kafka": Database(9092, "Amazon MSK"),
    "minio": Database(9000, "Amazon S3"),
    "clickhouse-server": Database(8123, "no service of that kind"),
    "influxdb": Database(8086, "Amazon Timestream"),
}
_PORTS = {
    **{"nginx": 80, "httpd": 80, "caddy": 80, "wordpress": 80, "nextcloud": 80, "phpmyadmin": 80},
    **{"adminer": 8080, "grafana": 3000, "prometheus": 9090, "gitea": 3000, "keycloak": 8080},
    **{"ghost": 2368, "whoami": 80, "zookeeper": 2181, "cp-zookeeper": 2181, "tomcat": 8080},
    **{"registry": 5000, "vault": 8200, "mailhog": 8025, "pgadmin4": 80, "snuba": 1218},
}
# What speaks no HTTP, which is all that an application balancer takes.
NOT_HTTP = {
    *(20, 21, 22, 23, 25, 53, 110, 111, 123, 143, 161, 389, 465, 514, 587, 636, 853, 993, 995),
    *(1433, 1521, 1883, 2049, 2222, 3306, 3389, 4222, 5432, 5671, 5672, 6379, 6432, 8883, 9042),
    *(9092, 11211, 24224, 25565, 26379, 27017, 33060, 50000),
}
# They read the events of Docker, and lead requests on; here a balancer does.
PROXIES = {"traefik", "nginx-proxy", "docker-gen", "acme-companion", "letsencrypt-nginx-proxy"}
# Their own init has to be process 1: https://github.com/just-containers/s6-overlay#init-stages
_WITH_INIT = re.compile(r"(?:^|/)(?:linuxserver|lscr\.io)/")


def base_name(image: str) -> str:
    """Return the last part of an image's name: postgres of docker.io/library/postgres:16."""
    return re.split(r"[:@]", image.rsplit("/", 1)[-1])[0]


def database(image: str) -> Database | None:
    """Return what kind of database an image is, None if it is none."""
    return DATABASES.get(base_name(image))


def known_port(image: str) -> int | None:
    """Return the port that containers of an image are known to listen on."""
    name = base_name(image)
    known = DATABASES.get(name)
    return known.port if known else _PORTS.get(name)


def has_own_init(image: str) -> bool:
    """Tell whether an image has an init of its own, which is to be process 1."""
    return bool(_WITH_INIT.search(image))


def is_whole(image: str, form: str) -> bool:
    """Tell whether a text names an image."""
    return re.fullmatch(form, image) is not None
