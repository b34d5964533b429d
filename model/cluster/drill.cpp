#include "model/cluster/drill.h"

#include <array>
#include <utility>

namespace rollcall
{

namespace
{

constexpr std::array drillWords{std::pair(DrillKind::Switchover, "switchover"),
                                std::pair(DrillKind::ProcessDeath, "process-death"),
                                std::pair(DrillKind::HostDeath, "host-death")};

} // namespace

QString wordOf(DrillKind kind)
{
    for (const auto& [each, word] : drillWords)
        if (each == kind)
            return QString::fromLatin1(word);
    Q_UNREACHABLE();
}

std::optional<DrillKind> drillKindFrom(QStringView wanted)
{
    for (const auto& [kind, word] : drillWords)
        if (wanted == QLatin1String(word))
            return kind;
    return std::nullopt;
}

} // namespace rollcall
