#include "model/tables/settingmodel.h"

#include "model/tables/timetext.h"

#include <array>

namespace rollcall
{

namespace
{

SettingEntry settingEntryOf(const SettingState& state, qint64 now)
{
    return {state, state.changedAt > 0 ? momentText(state.changedAt, now) : emDash};
}

bool isStandard(const SettingState& state)
{
    return state.value == state.spec.standard;
}

/// The sentence of the cell, for people who point at it.
QString settingToolTip(const SettingEntry& entry, int column)
{
    const SettingState& state = entry.state;
    switch (column) {
    case SettingModel::Setting:
        return state.spec.meaning;
    case SettingModel::Value:
        return state.problem.isEmpty() ? settingValueText(state.spec, state.value) : state.problem;
    case SettingModel::Changed:
        return state.changedAt > 0 ? dateTimeText(state.changedAt) : QStringLiteral("It was never changed.");
    default:
        return {};
    }
}

} // namespace

QString settingValueText(const SettingSpec& spec, const QString& value)
{
    return value.isEmpty() ? QStringLiteral("None") : spec.text(value);
}

QString settingRangeText(const SettingSpec& spec)
{
    switch (spec.kind) {
    case SettingKind::Milliseconds:
        return QStringLiteral("%1 to %2").arg(spec.least).arg(spec.text(QString::number(spec.most)));
    case SettingKind::Folder:
        return QStringLiteral("A path, or nothing");
    case SettingKind::Address:
        return QStringLiteral("An address, or nothing");
    case SettingKind::Name:
        return QStringLiteral("One word, or nothing");
    }
    Q_UNREACHABLE();
}

int SettingModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SettingModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const SettingEntry& entry = rows()[static_cast<std::size_t>(index.row())];
    const SettingState& state = entry.state;
    const SettingSpec& spec = state.spec;
    switch (role) {
    case Qt::DisplayRole: {
        const std::array<QString, ColumnCount> texts{spec.title,
                                                     spec.key,
                                                     settingValueText(spec, state.value),
                                                     settingValueText(spec, spec.standard),
                                                     settingRangeText(spec),
                                                     entry.changed};
        return texts[static_cast<std::size_t>(index.column())];
    }
    case SecondLineRole:
        return index.column() == Setting   ? spec.meaning
               : index.column() == Changed ? state.changedBy
                                           : QString();
    case StateRole:
        return QVariant::fromValue(index.column() == Value && !state.problem.isEmpty() ? Mark::Degraded
                                                                                       : Mark::None);
    case ToneRole:
        if (index.column() != Value)
            return QVariant::fromValue(Tone::Normal);
        return QVariant::fromValue(!state.problem.isEmpty() ? Tone::Warning
                                   : isStandard(state)      ? Tone::Normal
                                                            : Tone::Strong);
    case SourceRole:
        return QVariant::fromValue(Source::Database);
    case FilterRole:
        return QStringList{spec.title, spec.key, spec.meaning, state.value, state.changedBy}.join(u'\n');
    case Qt::ToolTipRole:
        return settingToolTip(entry, index.column());
    case Qt::AccessibleTextRole:
        if (index.column() != Setting)
            return index.data(Qt::DisplayRole);
        return QStringLiteral("%1: %2%3. %4")
            .arg(spec.title, settingValueText(spec, state.value),
                 isStandard(state) ? QStringLiteral(", the default") : QString(), spec.meaning);
    case IdRole:
        return spec.key;
    default:
        return {};
    }
}

QVariant SettingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<QString, ColumnCount> titles{
        QStringLiteral("Setting"), QStringLiteral("Key"),     QStringLiteral("Value"),
        QStringLiteral("Default"), QStringLiteral("Allowed"), QStringLiteral("Changed")};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount ||
        (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    return titles[static_cast<std::size_t>(section)];
}

void SettingModel::show(const std::vector<SettingState>& states, qint64 now)
{
    std::vector<SettingEntry> entries;
    entries.reserve(states.size());
    for (const SettingState& state : states)
        entries.push_back(settingEntryOf(state, now));
    merge(std::move(entries));
}

const SettingState* SettingModel::stateAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)].state : nullptr;
}

QString SettingModel::copyText(int row) const
{
    QStringList parts;
    for (int column = 0; column < ColumnCount; ++column)
        parts << index(row, column).data().toString();
    return parts.join(u'\t');
}

SettingModel::ColumnSet SettingModel::changedColumns(const SettingEntry& before,
                                                     const SettingEntry& after) const
{
    constexpr ColumnSet all = (1U << ColumnCount) - 1;
    return before.state == after.state && before.changed == after.changed ? 0 : all;
}

} // namespace rollcall
