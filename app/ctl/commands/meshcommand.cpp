#include "app/ctl/commands/meshcommand.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

/// A wider table fits no terminal: then only what is broken is shown.
constexpr std::size_t widestMatrix = 12;

double meshMillis(const MeshPair& pair)
{
    return double(pair.report.rtt.value_or(std::chrono::microseconds(0)).count()) / 1000;
}

QJsonObject pairJson(const MeshPair& pair)
{
    return {{QStringLiteral("from"), pair.fromName},
            {QStringLiteral("to"), pair.toName},
            {QStringLiteral("result"), rollcall::wordOf(pair.report.result)},
            {QStringLiteral("rtt_ms"), pair.report.rtt ? QJsonValue(meshMillis(pair)) : QJsonValue()},
            {QStringLiteral("failures_in_a_row"), pair.report.failuresInARow},
            {QStringLiteral("age_ms"), qint64(pair.report.age.count())},
            {QStringLiteral("broken"), pair.broken()}};
}

Piece meshCell(const MeshPair* pair)
{
    if (!pair)
        return {QStringLiteral("–"), Tone::Quiet};
    if (pair->works())
        return {QStringLiteral("%1 ms").arg(meshMillis(*pair), 0, 'f', 1), Tone::Plain};
    return {rollcall::wordOf(pair->report.result), pair->broken() ? Tone::Bad : Tone::Caution};
}

} // namespace

void MeshCommand::opened()
{
    const std::vector<MeshPair>& pairs = view().mesh;
    const auto broken =
        std::count_if(pairs.begin(), pairs.end(), [](const MeshPair& p) { return p.broken(); });
    if (out().isJson()) {
        QJsonArray nodes;
        for (const NodeView& node : view().nodes)
            nodes.append(node.row.name);
        QJsonArray ways;
        for (const MeshPair& pair : pairs)
            ways.append(pairJson(pair));
        out().json(QJsonObject{{QStringLiteral("nodes"), nodes},
                               {QStringLiteral("pairs"), ways},
                               {QStringLiteral("broken"), qint64(broken)}});
    } else if (view().nodes.empty()) {
        out().line(QStringLiteral("No nodes have joined yet."));
    } else {
        if (view().nodes.size() <= widestMatrix)
            showMatrix();
        else if (broken > 0)
            showBroken();
        if (pairs.empty())
            out().line(
                QStringLiteral("No node has tried another one yet: they do every five seconds, on TCP."));
        else
            out().line(broken > 0 ? QStringLiteral("%1 of %2 ways are broken.").arg(broken).arg(pairs.size())
                                  : QStringLiteral("None of %1 ways is broken.").arg(pairs.size()));
    }
    finish(broken == 0 ? ExitCode::Done : ExitCode::AnswerIsNo);
}

void MeshCommand::showMatrix() const
{
    QStringList heading{QStringLiteral("FROM \\ TO")};
    for (const NodeView& node : view().nodes)
        heading << node.row.name;
    std::vector<std::vector<Piece>> rows;
    for (const NodeView& from : view().nodes) {
        std::vector<Piece> row{{from.row.name, Tone::Plain}};
        for (const NodeView& to : view().nodes) {
            const auto pair = std::find_if(view().mesh.begin(), view().mesh.end(), [&](const MeshPair& each) {
                return each.from == from.row.id && each.to == to.row.id;
            });
            row.push_back(from.row.id == to.row.id ? Piece{}
                                                   : meshCell(pair == view().mesh.end() ? nullptr : &*pair));
        }
        rows.push_back(row);
    }
    out().table(heading, rows);
}

void MeshCommand::showBroken() const
{
    std::vector<std::vector<Piece>> rows;
    for (const MeshPair& pair : view().mesh)
        if (pair.broken())
            rows.push_back({{pair.fromName, Tone::Plain}, {pair.toName, Tone::Plain}, meshCell(&pair)});
    out().table({QStringLiteral("FROM"), QStringLiteral("TO"), QStringLiteral("MESSENGER")}, rows);
}

} // namespace rollcall::ctl
