#include "model/cluster/words.h"

#include <QString>

#include <array>
#include <utility>

namespace rollcall
{

namespace
{

template <class Enum>
struct Words;

template <class Enum, std::size_t N>
using WordTable = std::array<std::pair<Enum, QStringView>, N>;

// clang-format off
template <> struct Words<Mode> { static constexpr WordTable<Mode, 3> table{{
    {Mode::Single, u"single"}, {Mode::LoadBalancing, u"load-balancing"}, {Mode::HighAvailability, u"high-availability"}}}; };
template <> struct Words<Wanted> { static constexpr WordTable<Wanted, 3> table{{
    {Wanted::Active, u"active"}, {Wanted::Draining, u"draining"}, {Wanted::Maintenance, u"maintenance"}}}; };
template <> struct Words<UnitRole> { static constexpr WordTable<UnitRole, 2> table{{
    {UnitRole::Web, u"web"}, {UnitRole::Service, u"service"}}}; };
template <> struct Words<UnitState> { static constexpr WordTable<UnitState, 5> table{{
    {UnitState::Stopped, u"stopped"}, {UnitState::Starting, u"starting"}, {UnitState::Running, u"running"},
    {UnitState::Stopping, u"stopping"}, {UnitState::Failed, u"failed"}}}; };
template <> struct Words<NodeState> { static constexpr WordTable<NodeState, 9> table{{
    {NodeState::Healthy, u"healthy"}, {NodeState::Idle, u"idle"}, {NodeState::Degraded, u"degraded"},
    {NodeState::Draining, u"draining"}, {NodeState::Maintenance, u"maintenance"},
    {NodeState::Unreachable, u"unreachable"}, {NodeState::Stale, u"stale"}, {NodeState::Down, u"down"},
    {NodeState::Removed, u"removed"}}}; };
template <> struct Words<Health> { static constexpr WordTable<Health, 3> table{{
    {Health::Healthy, u"healthy"}, {Health::Degraded, u"degraded"}, {Health::Critical, u"critical"}}}; };
template <> struct Words<Severity> { static constexpr WordTable<Severity, 3> table{{
    {Severity::Info, u"info"}, {Severity::Warning, u"warning"}, {Severity::Error, u"error"}}}; };
template <> struct Words<ProbeResult> { static constexpr WordTable<ProbeResult, 5> table{{
    {ProbeResult::Ok, u"ok"}, {ProbeResult::Refused, u"refused"}, {ProbeResult::Timeout, u"timeout"},
    {ProbeResult::KeyDiffers, u"key-differs"}, {ProbeResult::NotConfigured, u"not-configured"}}}; };
template <> struct Words<BalancerView> { static constexpr WordTable<BalancerView, 4> table{{
    {BalancerView::Up, u"up"}, {BalancerView::Down, u"down"}, {BalancerView::Drain, u"drain"},
    {BalancerView::Unknown, u"unknown"}}}; };
template <> struct Words<KeyState> { static constexpr WordTable<KeyState, 3> table{{
    {KeyState::InSync, u"in-sync"}, {KeyState::Differs, u"differs"}, {KeyState::Unknown, u"unknown"}}}; };
template <> struct Words<StorageState> { static constexpr WordTable<StorageState, 3> table{{
    {StorageState::Proven, u"proven"}, {StorageState::Failing, u"failing"}, {StorageState::Unknown, u"unknown"}}}; };
template <> struct Words<StorageFault> { static constexpr WordTable<StorageFault, 7> table{{
    {StorageFault::None, u"none"}, {StorageFault::Missing, u"missing"}, {StorageFault::Denied, u"denied"},
    {StorageFault::ReadOnly, u"read-only"}, {StorageFault::Full, u"full"}, {StorageFault::Hanging, u"hanging"},
    {StorageFault::Other, u"failing"}}}; };
// clang-format on

template <class Enum>
QString word(Enum value)
{
    for (const auto& [each, text] : Words<Enum>::table)
        if (each == value)
            return text.toString();
    Q_UNREACHABLE();
}

} // namespace

template <class Enum>
std::optional<Enum> fromWord(QStringView text)
{
    for (const auto& [value, each] : Words<Enum>::table)
        if (each == text)
            return value;
    return std::nullopt;
}

#define ROLLCALL_WORDS(Enum)                                                                                 \
    QString wordOf(Enum value)                                                                               \
    {                                                                                                        \
        return word(value);                                                                                  \
    }                                                                                                        \
    template std::optional<Enum> fromWord<Enum>(QStringView);

ROLLCALL_WORDS(Mode)
ROLLCALL_WORDS(Wanted)
ROLLCALL_WORDS(UnitRole)
ROLLCALL_WORDS(UnitState)
ROLLCALL_WORDS(NodeState)
ROLLCALL_WORDS(Health)
ROLLCALL_WORDS(Severity)
ROLLCALL_WORDS(ProbeResult)
ROLLCALL_WORDS(BalancerView)
ROLLCALL_WORDS(KeyState)
ROLLCALL_WORDS(StorageState)
ROLLCALL_WORDS(StorageFault)

#undef ROLLCALL_WORDS

} // namespace rollcall
