#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/roles.h"

#include <QList>
#include <QString>

namespace rollcall
{

/// How facts are worded and marked on every page; no colour and no icon here, only meaning.

/// Stands where there is no value.
inline const QString emDash = QStringLiteral("\u2014");

/// Text and shape of one cell.
struct CellText {
    QString text;
    Mark mark = Mark::None;
    Tone tone = Tone::Normal;
    bool operator==(const CellText&) const = default;
};

Mark markOf(NodeState state);
Mark markOf(Health health);
Mark markOf(Severity severity);
/// "Healthy", "Degraded", "Critical"
QString titleOf(Health health);
/// "Single", "Load balancing", "High availability"
QString titleOf(Mode mode);

/// "Healthy", "Key mismatch", "Down", …: the state as the table names it
QString stateTitle(const NodeView& node);
Mark stateMark(const NodeView& node);
/// Sorting by state puts what needs a person first: Down 0, Key mismatch and Degraded 1, Unknown 2, Draining
/// 3, Maintenance 4, Idle 5, Healthy 6
int stateWeight(const NodeView& node);
inline constexpr int unknownWeight = 2;

QList<UnitChip> unitChips(const NodeView& node);
QString chipWord(UnitChip::Kind kind); ///< "running", "standby", …

CellText heartbeatCell(const NodeView& node);
CellText messengerCell(const Probe& probe);
CellText balancerCell(const NodeView& node);
CellText storageCell(const NodeView& node);
CellText keyCell(const NodeView& node);
CellText versionCell(const NodeView& node);
CellText skewCell(const NodeView& node);

/// The last probes as milliseconds for a sparkline, count at most; negative: failed
QList<float> probeHistory(const Probe& probe, int count);

/// The whole row as a sentence for a screen reader: "web-06, Down, No heartbeat for 4 min"
QString spokenNode(const NodeView& node);

/// Shape of an event in a list: from its kind where that says more than its severity.
Mark eventMark(const Event& event);

/// "1 node", "3 nodes"
QString nodeCount(qint64 count);
/// "web-05 and web-06", "a, b and c", "a, b and 4 more"
QString listed(const QStringList& names, int atMost = 3);

} // namespace rollcall
