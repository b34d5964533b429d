"""The systems that can be measured, by name."""

from .etcd import Etcd, EtcdElect, EtcdTight
from .keepalived import Keepalived, KeepalivedTight
from .patroni import Patroni, PatroniTight
from .rollcall import Rollcall
from .sentinel import RedisSentinel, RedisSentinelTight

ALL = {
    each.name: each
    for each in (
        Rollcall,
        Keepalived,
        KeepalivedTight,
        RedisSentinel,
        RedisSentinelTight,
        Patroni,
        PatroniTight,
        Etcd,
        EtcdTight,
        EtcdElect,
    )
}


def make(name, folder):
    return ALL[name](folder / name)
