"""The server's configuration: what instances share, what a throw-away one gives up, what a large one takes."""

import os
from collections.abc import Mapping

from gateway.postgres.server import HOST

SHARED: Mapping[str, str] = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "shared_preload_libraries": "timescaledb",
    "timescaledb.telemetry_level": "off",
    "timescaledb.max_background_workers": "4",
    "max_worker_processes": "16",
    "max_locks_per_transaction": "256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    # Seven files, one a weekday, each emptied when its day comes again.
    "logging_collector": "on",
    "log_directory": "../log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %q%u@%d %a ",
    # No statement, parameter or key value reaches the log: they carry passwords and people's data.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

MAIN: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "512MB",
    "effective_cache_size": "1536MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
}

TEST: Mapping[str, str] = {
    "max_connections": "300",
    "shared_buffers": "256MB",
    "effective_cache_size": "768MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}

ACCESS = """\
# type  database     user  address       method
local   all          all                 scram-sha-256
host    all          all   127.0.0.1/32  scram-sha-256
host    replication  all   127.0.0.1/32  scram-sha-256
"""


def is_large(instance: str) -> bool:
    """Tell whether an instance is for databases to be measured: `bench` and all names that begin with `bench-`."""
    return instance == "bench" or instance.startswith("bench-")


def is_throw_away(instance: str) -> bool:
    """Tell whether an instance may lose its data in a crash: `test` and all names that begin with `test-`."""
    return instance == "test" or instance.startswith("test-")


def configuration(instance: str, port: int) -> str:
    """Return the instance's configuration file, which is written anew at each start."""
    settings = {**SHARED, **_settings(instance), "port": str(port)}
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    return "\n".join(["# Written at each start; use ALTER SYSTEM for settings of your own.", *lines, ""])


def _settings(instance: str) -> Mapping[str, str]:
    if is_throw_away(instance):
        return TEST
    if not is_large(instance):
        return MAIN
    # As a machine has it that serves such a database: what the system remembers of files it may forget at any time.
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    share = {"shared_buffers": max(512, memory // 4), "effective_cache_size": max(1536, memory * 3 // 4)}
    return {**MAIN, **{name: f"{megabytes}MB" for name, megabytes in share.items()}}
