#include "app/ctl/commands/storagecommand.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

constexpr std::size_t widestStorageMatrix = 12;

double storageMillis(const StorageCell& cell)
{
    return double(cell.latency.count()) / 1000;
}

QJsonValue storageTextOrNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

Piece storageCell(const StorageCell* cell)
{
    if (!cell)
        return {QStringLiteral("–"), Tone::Quiet};
    if (cell->state == SightState::Fresh)
        return {QStringLiteral("%1 ms").arg(storageMillis(*cell), 0, 'f', 1), Tone::Plain};
    return {rollcall::wordOf(cell->state), cell->broken() ? Tone::Bad : Tone::Caution};
}

/// Where a node has the storage by a setting of its own.
QString ownFolder(const NodeView& node)
{
    const StorageReport& shared = node.row.report.shared;
    return shared.path.isEmpty() || shared.path == shared.basePath.value_or(shared.path)
               ? QString()
               : QStringLiteral("  in its own folder %1").arg(shared.path);
}

Tone storageTone(const StorageVerdict& verdict)
{
    switch (verdict.state) {
    case StorageState::Failing:
        return Tone::Bad;
    case StorageState::Unknown:
        return Tone::Caution;
    case StorageState::Proven:
        break;
    }
    return verdict.cause == StorageCause::None ? Tone::Plain : Tone::Caution;
}

} // namespace

void StorageCheckCommand::opened()
{
    constexpr double standard = 15;
    constexpr double most = 24 * 3600;
    bool ok = true;
    const QString text = call().value(QStringLiteral("timeout"));
    const double seconds = text.isEmpty() ? standard : text.toDouble(&ok);
    if (!ok || !(seconds >= 0 && seconds <= most)) // false for "nan" too
        return fail({ErrorKind::Invalid,
                     QStringLiteral("--timeout needs seconds, at most a day."),
                     QStringLiteral("See: rollcallctl storage check --help"),
                     {}});
    afterStorageProof(std::chrono::milliseconds(qint64(seconds * 1000)), [this] { show(); });
}

void StorageCheckCommand::show()
{
    const std::vector<NodeView>& nodes = view().nodes;
    const bool proven = !nodes.empty() && std::all_of(nodes.begin(), nodes.end(), [](const NodeView& node) {
        return node.storage.state == StorageState::Proven;
    });
    if (out().isJson()) {
        showJson(proven);
    } else if (nodes.empty()) {
        out().line(QStringLiteral("No nodes have joined yet."));
    } else {
        const QString& folder = view().facts.basePath;
        out().line(folder.isEmpty() ? QStringLiteral("Artifacts.BasePath is not set.")
                                    : QStringLiteral("Artifacts.BasePath is %1.").arg(folder));
        if (nodes.size() <= widestStorageMatrix && !view().storage.cells.empty())
            showMatrix();
        for (const NodeView& node : nodes) {
            out().line(
                {{node.row.name + QStringLiteral("  "), Tone::Plain},
                 {rollcall::wordOf(node.storage.state), storageTone(node.storage)},
                 {ownFolder(node), Tone::Plain},
                 {node.storage.sentence.isEmpty() ? QString() : QStringLiteral("  ") + node.storage.sentence,
                  Tone::Plain},
                 {node.storage.remedy.isEmpty() ? QString() : u' ' + node.storage.remedy, Tone::Quiet}});
        }
    }
    finish(proven ? ExitCode::Done : ExitCode::AnswerIsNo);
}

void StorageCheckCommand::showMatrix() const
{
    QStringList heading{QStringLiteral("SEES \\ FILE OF")};
    for (const NodeView& node : view().nodes)
        heading << node.row.name;
    std::vector<std::vector<Piece>> rows;
    for (const NodeView& reader : view().nodes) {
        std::vector<Piece> row{{reader.row.name, Tone::Plain}};
        for (const NodeView& writer : view().nodes)
            row.push_back(reader.row.id == writer.row.id
                              ? Piece{}
                              : storageCell(view().storage.cell(reader.row.id, writer.row.id)));
        rows.push_back(row);
    }
    out().table(heading, rows);
}

void StorageCheckCommand::showJson(bool proven) const
{
    QJsonArray nodes;
    for (const NodeView& node : view().nodes)
        nodes.append(
            QJsonObject{{QStringLiteral("name"), node.row.name},
                        {QStringLiteral("path"), storageTextOrNull(node.row.report.shared.path)},
                        {QStringLiteral("state"), rollcall::wordOf(node.storage.state)},
                        {QStringLiteral("cause"), rollcall::wordOf(node.storage.cause)},
                        {QStringLiteral("sentence"), storageTextOrNull(node.storage.sentence)},
                        {QStringLiteral("remedy"), storageTextOrNull(node.storage.remedy)},
                        {QStringLiteral("write_ms"), double(node.row.report.shared.latency.count()) / 1000}});
    QJsonArray cells;
    for (const StorageCell& cell : view().storage.cells)
        cells.append(QJsonObject{{QStringLiteral("reader"), cell.readerName},
                                 {QStringLiteral("writer"), cell.writerName},
                                 {QStringLiteral("state"), rollcall::wordOf(cell.state)},
                                 {QStringLiteral("behind"), cell.behind},
                                 {QStringLiteral("read_ms"), storageMillis(cell)}});
    out().json(QJsonObject{{QStringLiteral("proven"), proven},
                           {QStringLiteral("base_path"), storageTextOrNull(view().facts.basePath)},
                           {QStringLiteral("nodes"), nodes},
                           {QStringLiteral("cells"), cells}});
}

} // namespace rollcall::ctl
