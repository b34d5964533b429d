#pragma once

#include <QString>
#include <QUuid>

#include <optional>

namespace rollcall
{

/// A UUID that cannot be mistaken for another kind of UUID. Written as 36 lower-case characters, without
/// braces.
template <class Tag>
class Id
{
public:
    Id() = default; ///< null: names nothing
    static Id create() { return Id(QUuid::createUuid()); }
    static std::optional<Id> parse(QStringView text)
    {
        const QUuid uuid = QUuid::fromString(text);
        return uuid.isNull() ? std::nullopt : std::optional(Id(uuid));
    }

    bool isNull() const { return m_uuid.isNull(); }
    QString toString() const { return m_uuid.toString(QUuid::WithoutBraces); }

    bool operator==(const Id&) const = default;
    bool operator<(const Id& other) const { return m_uuid < other.m_uuid; }
    friend size_t qHash(const Id& id, size_t seed = 0) { return qHash(id.m_uuid, seed); }

private:
    explicit Id(QUuid uuid)
        : m_uuid(uuid)
    {
    }
    QUuid m_uuid;
};

using ClusterId = Id<struct ClusterTag>;
using NodeId = Id<struct NodeTag>;
/// One start of one node process; a second process with the same NodeId has another one and is refused.
using Incarnation = Id<struct IncarnationTag>;

/// The number of a term of a primary, and its fencing token: strictly increasing, 0 before the first term.
using Epoch = qint64;
/// No node accepts a higher one: exact in every JSON reader, and far from overflowing when one is added.
inline constexpr Epoch largestEpoch = Epoch(1) << 53;

} // namespace rollcall
