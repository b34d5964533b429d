#include "app/ctl/commands/drillcommand.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>
#include <QTextStream>

#include <cstdio>

#include <unistd.h>

namespace rollcall::ctl
{

namespace
{

const QString outputOption = QStringLiteral("output");

QString warningText(DrillKind kind, const QString& primary)
{
    switch (kind) {
    case DrillKind::Switchover:
        return QStringLiteral("The service moves from %1 to another node.").arg(primary);
    case DrillKind::ProcessDeath:
        return QStringLiteral(
                   "The worker process on %1 is killed, with its units, those of role web too; the "
                   "service moves to another node.")
            .arg(primary);
    case DrillKind::HostDeath:
        return QStringLiteral("Everything on %1 is killed, and the node is silent for some time; the service "
                              "stands still until another node takes over.")
            .arg(primary);
    }
    Q_UNREACHABLE();
}

/// "y" or "yes" on the terminal.
bool saysYes()
{
    QTextStream input(stdin);
    const QString answer = input.readLine().trimmed().toLower();
    return answer == u"y" || answer == u"yes";
}

} // namespace

void DrillCommand::opened()
{
    const std::optional<DrillKind> kind =
        drillKindFrom(call().argument(0)); // one of the words, says the parser
    if (const Result<void> may = mayBegin(*kind); !may)
        return fail(may.error());
    afterProbes([this, kind = *kind] { begin(kind); });
}

Result<void> DrillCommand::mayBegin(DrillKind kind)
{
    // Before the fault, not after it.
    if (const QString path = call().value(outputOption); !path.isEmpty()) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return failure(ErrorKind::Refused,
                           QStringLiteral("The report cannot be written: %1.").arg(file.errorString()),
                           QStringLiteral("Choose another file."), path);
        file.cancelWriting();
    }
    if (call().has(QStringLiteral("yes")))
        return {};
    const QString warning =
        warningText(kind, view().primary ? view().primary->name : QStringLiteral("the primary"));
    if (::isatty(STDIN_FILENO) != 1)
        return failure(ErrorKind::Refused, QStringLiteral("A drill makes a real fault. %1").arg(warning),
                       QStringLiteral("Say --yes if that is meant."));
    out().note(warning + QStringLiteral(" Begin? [y/N]"));
    if (saysYes())
        return {};
    return failure(ErrorKind::Refused, QStringLiteral("Nothing was done."));
}

void DrillCommand::begin(DrillKind kind)
{
    connect(&m_signals, &StopSignals::asked, this, [this] {
        out().note(QStringLiteral("Ending the drill in order. Once more ends it at once."));
        session().actions().endDrill();
    });
    m_signals.watch();
    session()
        .actions()
        .drill(kind, [this](const QString& sentence) { out().note(sentence); })
        .then(this,
              [this](const Result<DrillReport>& report) { report ? show(*report) : fail(report.error()); });
}

void DrillCommand::show(const DrillReport& report)
{
    if (out().isJson())
        out().json(report.toJson());
    else
        for (const QString& line : report.toText().trimmed().split(u'\n'))
            out().line(line);
    if (const Result<void> written = writeFile(report); !written)
        out().note(QStringLiteral("rollcallctl: ") + written.error().message());
    finish(report.passed ? ExitCode::Done : ExitCode::AnswerIsNo);
}

/// A file named .json gets JSON, every other one the page for people.
Result<void> DrillCommand::writeFile(const DrillReport& report) const
{
    const QString path = call().value(outputOption);
    if (path.isEmpty())
        return {};
    const bool json = QFileInfo(path).suffix().toLower() == u"json";
    const QByteArray bytes = json ? QJsonDocument(report.toJson()).toJson() : report.toText().toUtf8();
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return failure(ErrorKind::Refused,
                   QStringLiteral("The report cannot be written: %1.").arg(file.errorString()), {}, path);
}

} // namespace rollcall::ctl
