#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

namespace rollcall
{

/// What a cell means. Models say it in words and enums; delegates pick colour and shape from them.
/// Qt::DisplayRole is always the plain text, Qt::AccessibleTextRole of column 0 says the whole row.
enum CellRole {
    StateRole = Qt::UserRole + 1, ///< Mark: the shape of the cell
    VerdictRole,                  ///< QString: the sentence of the row
    SecondLineRole,               ///< QString: small second line under the text, or empty
    UnitsRole,                    ///< QList<UnitChip>
    AgeMsRole,                    ///< qint64 milliseconds; invalid: never
    HistoryRole,   ///< QList<float>: round trips in milliseconds, oldest first; negative: failed
    SourceRole,    ///< Source: who says so
    FreshRole,     ///< bool: the source still answers; false: paint in text3
    RemovableRole, ///< bool: the red X works
    SortRole,      ///< what a proxy sorts by
    CrownRole,     ///< Crown, after the text
    ToneRole,      ///< Tone of the text
    TrailingRole,  ///< QString: small text at the right end of the cell ("dana", "failover, 2.1 s")
    DayRole,       ///< QString: day separator painted above this row ("Yesterday"), or empty
    IdRole,        ///< QString: stable id of the row
    FilterRole,    ///< QString: all text that a filter box looks in
    TimeTextRole,  ///< QString: clock time at the left end of an event, "14:30"
    PhasesRole,    ///< TakeoverPhases: silence, claim and work of one takeover
};

/// The shapes of the look: shape and word and colour, never colour alone.
enum class Mark {
    None,
    Healthy,     ///< disc with tick
    Degraded,    ///< triangle: degraded, warning, key mismatch
    Down,        ///< octagon with cross: down, critical, failed
    Draining,    ///< ring, lower half filled
    Maintenance, ///< square with two bars
    Idle,        ///< plain ring
    Unknown,     ///< dashed ring with question mark
    Tick,        ///< bare tick: in sync
    Dash,        ///< short dash: off, none
    Crown,       ///< filled crown: became primary
};

enum class Crown { None, Primary, Successor };

enum class Source { Database, Messenger, Balancer };

enum class Tone {
    Normal,
    Strong,   ///< weight 500: "Differs"
    Muted,    ///< small, text2: "Unknown"
    Warning,  ///< colour of Degraded
    Critical, ///< colour of Down
};

/// One unit in the Units column.
struct UnitChip {
    enum class Kind {
        Running, ///< filled dot
        Standby, ///< ring: runs here when the node becomes primary
        Stopped, ///< hollow square
        Failed,  ///< octagon
        Busy,    ///< ring in text3: starting or stopping
        Unknown, ///< "?" and dashed outline
    };
    QString name;
    Kind kind = Kind::Unknown;
    bool operator==(const UnitChip&) const = default;
};

} // namespace rollcall

Q_DECLARE_METATYPE(rollcall::Mark)
Q_DECLARE_METATYPE(rollcall::Crown)
Q_DECLARE_METATYPE(rollcall::Source)
Q_DECLARE_METATYPE(rollcall::Tone)
Q_DECLARE_METATYPE(rollcall::UnitChip)
