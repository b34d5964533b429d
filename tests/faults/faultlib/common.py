"""What several rows do: cutting a node off, waiting for the next primary."""

FENCED = 1.75  # ttl − margin, and what one look at /primary takes
NO_SERVER = "an SQLite file has no server of its own"


def cut(world, node):
    """The node does not reach the database any more, and nothing tells it."""
    if world.kind == "sqlite":
        node.disk[0] = -1
    else:
        node.host.block("OUTPUT", "-p", "tcp", "--dport", "5432")


def mend(world, node):
    if world.kind == "sqlite":
        node.disk[0] = 0
    else:
        node.host.heal()


def new_primary(world, epoch):
    world.until(lambda: world.primary_name() and world.epoch() > epoch, 12, "a primary after the fault")
