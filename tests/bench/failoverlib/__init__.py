"""How `tests/bench/failover` measures takeovers: hosts, systems, clients."""
