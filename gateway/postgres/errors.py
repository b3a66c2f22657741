"""What can go wrong with the embedded PostgreSQL, each told to a person with what to do about it."""


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says what happened and what to do."""


class NoSoftwareError(EmbeddedPostgresError):
    """No PostgreSQL with the three extensions is here, and none can be put here."""


class DiskSpaceError(EmbeddedPostgresError):
    """The disk has too little room for the Debian 13 root."""


class PackagesError(EmbeddedPostgresError):
    """The package manager failed."""


class DebianRootError(EmbeddedPostgresError):
    """The Debian 13 root could not be made."""


class UnwritableFolderError(EmbeddedPostgresError):
    """A folder that must be written cannot be."""


class InstanceNameError(EmbeddedPostgresError):
    """The name of an instance is not one."""


class CredentialsError(EmbeddedPostgresError):
    """The file with the passwords is missing or damaged while the data is there."""


class DataVersionError(EmbeddedPostgresError):
    """The data was written by another major version."""


class PortError(EmbeddedPostgresError):
    """No port is free."""


class ServerStartError(EmbeddedPostgresError):
    """The server does not start."""


class ServerStopError(EmbeddedPostgresError):
    """The server does not stop."""
