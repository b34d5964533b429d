#include "model/cluster/lease.h"

namespace rollcall
{

QString wordOf(TermStart start)
{
    switch (start) {
    case TermStart::First:
        return QStringLiteral("first");
    case TermStart::Silence:
        return QStringLiteral("silence");
    case TermStart::Released:
        return QStringLiteral("released");
    case TermStart::Switchover:
        return QStringLiteral("switchover");
    case TermStart::Repair:
        return QStringLiteral("repair");
    }
    Q_UNREACHABLE();
}

QString wordOf(TermEnd end)
{
    switch (end) {
    case TermEnd::Unknown:
        return QStringLiteral("unknown");
    case TermEnd::Stopped:
        return QStringLiteral("stopped");
    case TermEnd::Switchover:
        return QStringLiteral("switchover");
    case TermEnd::WorkerDied:
        return QStringLiteral("worker-died");
    case TermEnd::SelfFenced:
        return QStringLiteral("self-fenced");
    case TermEnd::Superseded:
        return QStringLiteral("superseded");
    case TermEnd::Intent:
        return QStringLiteral("intent");
    case TermEnd::UnitFailed:
        return QStringLiteral("unit-failed");
    }
    Q_UNREACHABLE();
}

} // namespace rollcall
