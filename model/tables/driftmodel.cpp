#include "model/tables/driftmodel.h"

namespace rollcall
{

int DriftModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DriftModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const DriftEntry& entry = rows()[static_cast<std::size_t>(index.row())];
    const QString line = entry.line > 0 ? QString::number(entry.line) : emDash;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Line ? line : entry.sentence;
    case SecondLineRole:
        return index.column() == Words ? entry.remedy : QString();
    case Qt::ToolTipRole:
        return index.column() == Line
                   ? (entry.line > 0 ? QString() : QStringLiteral("It is missing in the file."))
                   : QStringList{entry.sentence, entry.remedy}.join(u'\n').trimmed();
    case Qt::AccessibleTextRole:
        return index.column() == Line ? QStringLiteral("%1: %2 %3")
                                            .arg(entry.line > 0 ? QStringLiteral("Line %1").arg(line)
                                                                : QStringLiteral("Missing"),
                                                 entry.sentence, entry.remedy)
                                      : entry.sentence;
    default:
        return {};
    }
}

QVariant DriftModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return section == Line ? QStringLiteral("Line") : QStringLiteral("What does not fit, and the remedy");
    if (role == Qt::TextAlignmentRole && section == Line)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QString DriftModel::copyText(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    const DriftEntry& entry = rows()[static_cast<std::size_t>(row)];
    return QStringList{QString::number(entry.line), entry.sentence, entry.remedy}.join(u'\t');
}

DriftModel::ColumnSet DriftModel::changedColumns(const DriftEntry& before, const DriftEntry& after) const
{
    return before == after ? 0 : (1U << ColumnCount) - 1;
}

} // namespace rollcall
