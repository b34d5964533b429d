#include "model/cluster/lease.h"

#include <array>
#include <utility>

namespace rollcall
{

namespace
{

constexpr std::array termEndWords{
    std::pair(TermEnd::Unknown, "unknown"),        std::pair(TermEnd::Stopped, "stopped"),
    std::pair(TermEnd::Switchover, "switchover"),  std::pair(TermEnd::WorkerDied, "worker-died"),
    std::pair(TermEnd::SelfFenced, "self-fenced"), std::pair(TermEnd::Superseded, "superseded"),
    std::pair(TermEnd::Intent, "intent"),          std::pair(TermEnd::UnitFailed, "unit-failed")};

} // namespace

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
    for (const auto& [each, word] : termEndWords)
        if (each == end)
            return QString::fromLatin1(word);
    Q_UNREACHABLE();
}

std::optional<TermEnd> termEndFrom(QStringView wanted)
{
    for (const auto& [end, word] : termEndWords)
        if (wanted == QLatin1String(word))
            return end;
    return std::nullopt;
}

} // namespace rollcall
