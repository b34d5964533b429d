#include "app/ctl/commands/setupcommands.h"

#include "app/ctl/connect.h"
#include "model/core/newfile.h"
#include "model/messenger/encryptionkey.h"

#include <QJsonObject>

namespace rollcall::ctl
{

namespace
{

/// What ran out of time was the database.
Error databaseError(Error error)
{
    if (error.kind == ErrorKind::TimedOut)
        error.kind = ErrorKind::Unreachable;
    return error;
}

} // namespace

void InitCommand::run()
{
    const Result<ConnectionSpec> spec = connectionOf(call(), out());
    if (!spec)
        return fail(spec.error());
    m_creator = std::make_unique<ClusterCreator>(*spec);
    if (!out().isJson())
        connect(m_creator.get(), &ClusterCreator::stepStarted, this,
                [this](ClusterCreator::Step, const QString& sentence) { out().note(sentence); });
    const QString name = call().value(QStringLiteral("name")).simplified();
    m_creator->create(name).then(this, [this, name](const Result<ClusterId>& created) {
        if (!created)
            return fail(databaseError(created.error()));
        const QString sentence =
            QStringLiteral("The cluster %1 is created. Its nodes join when they start.").arg(name);
        if (out().isJson())
            out().json(QJsonObject{
                {QStringLiteral("done"), true},
                {QStringLiteral("sentence"), sentence},
                {QStringLiteral("cluster"),
                 QJsonObject{{QStringLiteral("id"), created->toString()}, {QStringLiteral("name"), name}}}});
        else
            out().line(sentence);
        finish(ExitCode::Done);
    });
}

void UpgradeCommand::run()
{
    const Result<ConnectionSpec> spec = connectionOf(call(), out());
    if (!spec)
        return fail(spec.error());
    m_creator = std::make_unique<ClusterCreator>(*spec);
    m_creator->upgrade().then(this, [this](const Result<QString>& upgraded) {
        if (!upgraded)
            return fail(databaseError(upgraded.error()));
        if (out().isJson())
            out().json(QJsonObject{{QStringLiteral("done"), true}, {QStringLiteral("sentence"), *upgraded}});
        else
            out().line(*upgraded);
        finish(ExitCode::Done);
    });
}

void KeyCommand::run()
{
    const Secret key = EncryptionKey::generate();
    const Result<EncryptionKey> parsed = EncryptionKey::parse(key);
    if (!parsed)
        return fail(parsed.error());
    const QString path = call().value(QStringLiteral("out"));
    if (!path.isEmpty())
        if (const Result<void> written = writeNewFile(path, key.reveal() + '\n', QStringLiteral("The key"));
            !written)
            return fail(written.error());
    if (out().isJson()) {
        QJsonObject answer{{QStringLiteral("fingerprint"), parsed->fingerprint()}};
        if (path.isEmpty())
            answer.insert(QStringLiteral("key"), QString::fromLatin1(key.reveal()));
        else
            answer.insert(QStringLiteral("file"), path);
        out().json(answer);
    } else if (path.isEmpty()) {
        out().line(QString::fromLatin1(key.reveal()));
    } else {
        out().line(
            QStringLiteral("The key %1 is in %2. Copy it to every node.").arg(parsed->fingerprint(), path));
    }
    finish(ExitCode::Done);
}

} // namespace rollcall::ctl
