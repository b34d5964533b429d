#include "model/tables/problemlistmodel.h"

#include "model/tables/presentation.h"

namespace rollcall
{

int ProblemListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant ProblemListModel::data(const QModelIndex& index, int role) const
{
    const Problem* problem = index.isValid() ? problemAt(index.row()) : nullptr;
    if (!problem)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return problem->sentence;
    case SecondLineRole:
        return problem->detail;
    case Qt::ToolTipRole:
        return problem->remedy;
    case TrailingRole:
        return linkText(*problem);
    case StateRole:
        return QVariant::fromValue(markOf(problem->severity));
    case IdRole:
        return problem->node.isNull() ? QString() : problem->node.toString();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2. %3 %4")
            .arg(problem->severity == Severity::Error ? QStringLiteral("Critical")
                                                      : QStringLiteral("Warning"),
                 problem->sentence, problem->detail, problem->remedy)
            .trimmed();
    default:
        return {};
    }
}

void ProblemListModel::show(const std::vector<Problem>& problems)
{
    std::vector<ProblemEntry> next;
    next.reserve(problems.size());
    for (const Problem& problem : problems)
        next.push_back({problem});
    merge(std::move(next));
}

const Problem* ProblemListModel::problemAt(int row) const
{
    return row >= 0 && row < rowCount() ? &rows()[static_cast<std::size_t>(row)].problem : nullptr;
}

QString ProblemListModel::linkText(const Problem& problem)
{
    switch (problem.action) {
    case ProblemAction::None:
        return {};
    case ProblemAction::ShowNode:
        return problem.nodeName.isEmpty() ? QString() : QStringLiteral("Show %1").arg(problem.nodeName);
    case ProblemAction::EnableLoadBalancing:
    case ProblemAction::EnableHighAvailability:
        return QStringLiteral("Enable…");
    case ProblemAction::Resume:
        return QStringLiteral("Resume…");
    case ProblemAction::ShowEvents:
        return QStringLiteral("Show events");
    }
    Q_UNREACHABLE();
}

ProblemListModel::ColumnSet ProblemListModel::changedColumns(const ProblemEntry& before,
                                                             const ProblemEntry& after) const
{
    return before.problem == after.problem ? 0 : 1;
}

} // namespace rollcall
