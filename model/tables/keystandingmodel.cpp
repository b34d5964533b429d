#include "model/tables/keystandingmodel.h"

#include <array>

namespace rollcall
{

namespace
{

QString fingerprintOrDash(const QString& fingerprint)
{
    return fingerprint.isEmpty() ? emDash : fingerprint;
}

KeyEntry keyEntryOf(const NodeKeys& keys, bool fresh)
{
    KeyEntry entry;
    entry.node = keys.node;
    entry.name = keys.name;
    entry.state = fresh ? keyStandingCell(keys.standing)
                        : CellText{QStringLiteral("Unknown"), Mark::Unknown, Tone::Muted};
    entry.uses = fingerprintOrDash(keys.uses);
    entry.inFile = fingerprintOrDash(keys.inFile);
    entry.inNextFile = fingerprintOrDash(keys.inNextFile);
    entry.sentence = keys.sentence;
    entry.remedy = keys.remedy;
    entry.fresh = fresh;
    return entry;
}

} // namespace

CellText keyStandingCell(KeyStanding standing)
{
    switch (standing) {
    case KeyStanding::Ready:
        return {QStringLiteral("Ready"), Mark::Healthy, Tone::Normal};
    case KeyStanding::Waiting:
        return {QStringLiteral("Waiting"), Mark::Idle, Tone::Muted};
    case KeyStanding::Missing:
        return {QStringLiteral("Missing"), Mark::Down, Tone::Critical};
    case KeyStanding::Untidy:
        return {QStringLiteral("Untidy"), Mark::Degraded, Tone::Warning};
    case KeyStanding::Off:
        return {QStringLiteral("Off"), Mark::Dash, Tone::Muted};
    case KeyStanding::NoKey:
        return {QStringLiteral("No key"), Mark::Dash, Tone::Muted};
    }
    Q_UNREACHABLE();
}

int KeyStandingModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant KeyStandingModel::data(const QModelIndex& index, int role) const
{
    const KeyEntry* entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (!entry)
        return {};
    const std::array<QString, ColumnCount> texts{entry->name,   entry->state.text, entry->uses,
                                                 entry->inFile, entry->inNextFile, entry->sentence};
    switch (role) {
    case Qt::DisplayRole:
        return texts[static_cast<std::size_t>(index.column())];
    case StateRole:
        return QVariant::fromValue(index.column() == State ? entry->state.mark : Mark::None);
    case ToneRole:
        return QVariant::fromValue(index.column() == State ? entry->state.tone : Tone::Normal);
    case SourceRole:
        return QVariant::fromValue(Source::Database);
    case FreshRole:
        return entry->fresh;
    case Qt::ToolTipRole:
        return index.column() == State || index.column() == Sentence
                   ? QStringLiteral("%1 %2").arg(entry->sentence, entry->remedy).trimmed()
                   : QString();
    case Qt::AccessibleTextRole:
        return index.column() == Node
                   ? QStringLiteral("%1: %2. %3 %4")
                         .arg(entry->name, entry->state.text, entry->sentence, entry->remedy)
                         .trimmed()
                   : texts[static_cast<std::size_t>(index.column())];
    case IdRole:
        return entry->node.toString();
    default:
        return {};
    }
}

QVariant KeyStandingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("Node"), QStringLiteral("State"),     QStringLiteral("Uses"),
        QStringLiteral("File"), QStringLiteral("Next file"), QStringLiteral("What that means")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return titles[static_cast<std::size_t>(section)];
    return {};
}

void KeyStandingModel::show(const KeyPlan& plan, const Freshness& freshness)
{
    std::vector<KeyEntry> entries;
    entries.reserve(plan.nodes.size());
    for (const NodeKeys& keys : plan.nodes)
        entries.push_back(keyEntryOf(keys, !freshness.stale()));
    merge(std::move(entries));
}

const KeyEntry* KeyStandingModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)] : nullptr;
}

QString KeyStandingModel::copyText(int row) const
{
    QStringList parts;
    for (int column = 0; column < ColumnCount; ++column)
        parts << index(row, column).data().toString();
    return parts.join(u'\t');
}

KeyStandingModel::ColumnSet KeyStandingModel::changedColumns(const KeyEntry& before,
                                                             const KeyEntry& after) const
{
    ColumnSet changed = 0;
    const auto note = [&](bool differs, Column column) {
        if (differs)
            changed |= 1U << column;
    };
    const bool fresh = before.fresh != after.fresh;
    note(fresh || before.state != after.state || before.remedy != after.remedy, State);
    note(fresh || before.uses != after.uses, Uses);
    note(fresh || before.inFile != after.inFile, File);
    note(fresh || before.inNextFile != after.inNextFile, NextFile);
    note(fresh || before.sentence != after.sentence || before.remedy != after.remedy, Sentence);
    // Its accessible text says the whole row.
    note(before.name != after.name || changed != 0, Node);
    return changed;
}

} // namespace rollcall
