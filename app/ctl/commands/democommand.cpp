#include "app/ctl/commands/democommand.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace rollcall::ctl
{

void DemoCommand::run()
{
    DemoCluster::Options options;
    options.directory = call().value(QStringLiteral("directory"));
    options.databaseUrl = call().value(QStringLiteral("database"));
    options.passwordFile = qEnvironmentVariable("ROLLCALL_DATABASE_PASSWORD_FILE");
    if (options.databaseUrl.isEmpty())
        options.passwordFile.clear();
    options.removeFolder = call().has(QStringLiteral("remove"));
    options.restartNodes = true; // as the system's service manager would
    m_demo = std::make_unique<DemoCluster>(options);
    connect(m_demo.get(), &DemoCluster::progress, this,
            [this](int, const QString& sentence) { say(sentence); });
    connect(m_demo.get(), &DemoCluster::ready, this, &DemoCommand::nowReady);
    connect(m_demo.get(), &DemoCluster::failed, this, [this](const Error& error) { fail(error); });
    connect(m_demo.get(), &DemoCluster::stopped, this, [this] { finish(m_exitCode); });
    connect(m_demo.get(), &DemoCluster::nodeExited, this, [this](const QString&, const QString& sentence) {
        out().note(sentence + QStringLiteral(" It is started again in 5 s."));
    });
    connect(m_demo.get(), &DemoCluster::nodeStarted, this, [this](const QString& name) {
        out().note(QStringLiteral("%1 is started again.").arg(name));
        if (const Result<void> written = writeReadyFile(); !written)
            out().note(written.error().message());
    });
    connect(&m_signals, &StopSignals::asked, this, [this] {
        say(QStringLiteral("Stopping the nodes."));
        m_demo->stop();
    });
    m_signals.watch();
    m_demo->start();
}

void DemoCommand::say(const QString& sentence) const
{
    out().note(sentence);
}

void DemoCommand::nowReady()
{
    if (const Result<void> written = writeReadyFile(); !written) {
        m_exitCode = out().error(written.error());
        return m_demo->stop();
    }
    if (out().isJson())
        return out().json(description(), true);
    out().line(QStringLiteral("The demo is ready. In another terminal:"));
    out().line(QStringLiteral("  export ROLLCALL_CLUSTER='%1'").arg(m_demo->connection().url));
    out().line(QStringLiteral("  export ROLLCALL_ENCRYPTION_KEY_FILE='%1'").arg(m_demo->keyFile()));
    out().line(QStringLiteral("  rollcallctl status"));
    for (const DemoCluster::Node& node : m_demo->nodes())
        out().line(QStringLiteral("%1  %2").arg(node.name, node.webUrl));
    out().line(QStringLiteral("Ctrl-C stops it."));
}

Result<void> DemoCommand::writeReadyFile() const
{
    const QString path = call().value(QStringLiteral("ready-file"));
    if (path.isEmpty())
        return {};
    QSaveFile file(path);
    const QByteArray bytes = QJsonDocument(description()).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure(ErrorKind::Refused,
                       QStringLiteral("The ready file cannot be written: %1.").arg(file.errorString()), {},
                       path);
    return {};
}

QJsonObject DemoCommand::description() const
{
    QJsonArray nodes;
    for (const DemoCluster::Node& node : m_demo->nodes())
        nodes.append(QJsonObject{{QStringLiteral("name"), node.name},
                                 {QStringLiteral("pid"), node.pid},
                                 {QStringLiteral("web"), node.webUrl},
                                 {QStringLiteral("health"), node.health}});
    return {{QStringLiteral("name"), m_demo->connection().name},
            {QStringLiteral("url"), m_demo->connection().url},
            {QStringLiteral("encryption_key_file"), m_demo->keyFile()},
            {QStringLiteral("pid"), QCoreApplication::applicationPid()},
            {QStringLiteral("nodes"), nodes}};
}

} // namespace rollcall::ctl
