#include "app/ctl/commands/backupcommands.h"

#include "app/ctl/passphrase.h"
#include "app/ctl/tables.h"
#include "model/backup/sealedfile.h"
#include "model/core/newfile.h"
#include "model/services/backupfiles.h"
#include "model/services/backupwords.h"
#include "model/services/futuretools.h"

#include <QFile>

namespace rollcall::ctl
{

namespace
{

Result<ClusterBackup> readBackup(const Invocation& call)
{
    const Result<SealedBackup> sealed = readBackupFile(call.argument(0)); // before anybody is asked
    if (!sealed)
        return Failure(sealed.error());
    const Result<Secret> passphrase =
        passphraseFrom(call.value(QStringLiteral("passphrase-file")), PassphraseFor::Opening);
    if (!passphrase)
        return Failure(passphrase.error());
    const Result<Secret> content = sealedfile::open(sealed->bytes, *passphrase);
    if (!content) {
        Error error = content.error();
        error.where = call.argument(0);
        return Failure(error);
    }
    return ClusterBackup::fromBytes(*content);
}

/// The key to a file of its own, where one is wanted.
Result<void> writeKey(const ClusterBackup& backup, const QString& path)
{
    return path.isEmpty() ? Result<void>() : writeBackupKey(backup, path);
}

QString keyWords(const ClusterBackup& backup)
{
    if (backup.key.isEmpty())
        return QStringLiteral("not in it");
    return backup.keyFingerprint.isEmpty() ? QStringLiteral("in it") : backup.keyFingerprint;
}

} // namespace

void BackupCreateCommand::opened()
{
    session().actions().backup().then(this, [this](Result<ClusterBackup> backup) {
        if (!backup)
            return fail(backup.error());
        if (const Result<void> added = addKey(*backup); !added)
            return fail(added.error());
        if (const Result<void> written = write(*backup); !written)
            return fail(written.error());
        const QString path = call().argument(0);
        const QString sentence = backupMadeSentence(*backup, path);
        if (out().isJson()) {
            out().json(QJsonObject{{QStringLiteral("done"), true},
                                   {QStringLiteral("sentence"), sentence},
                                   {QStringLiteral("file"), path},
                                   {QStringLiteral("backup"), backup->toJson()}});
        } else {
            out().line(sentence);
            out().line({{QStringLiteral("Keep it apart from the servers, and the passphrase apart from it."),
                         Tone::Quiet}});
        }
        finish(ExitCode::Done);
    });
}

/// The key comes from a file: the cluster itself does not have it.
Result<void> BackupCreateCommand::addKey(ClusterBackup& backup) const
{
    if (call().has(QStringLiteral("without-key")))
        return {};
    QString path = call().value(QStringLiteral("key-file"));
    if (path.isEmpty())
        path = qEnvironmentVariable("ROLLCALL_ENCRYPTION_KEY_FILE");
    if (path.isEmpty())
        return failure(ErrorKind::Invalid, QStringLiteral("No encryption key was given."),
                       QStringLiteral("Give --key-file FILE, or leave it out with --without-key."));
    if (call().has(QStringLiteral("key-file"))) // the other was looked at when the cluster was reached
        out().warnIfOpen(path);
    const bool known = !backup.keyFingerprint.isEmpty();
    const Result<void> put = putKeyOfFileInto(backup, path);
    if (put && !known)
        out().note(QStringLiteral("No node reports the key that it uses, so nothing says whether %1 is the "
                                  "cluster's.")
                       .arg(backup.keyFingerprint));
    return put;
}

Result<void> BackupCreateCommand::write(const ClusterBackup& backup) const
{
    const Result<Secret> passphrase =
        passphraseFrom(call().value(QStringLiteral("passphrase-file")), PassphraseFor::Sealing);
    if (!passphrase)
        return Failure(passphrase.error());
    const Result<QByteArray> sealed = sealedfile::seal(backup.toBytes(), *passphrase, backup.label());
    if (!sealed)
        return Failure(sealed.error());
    return writeNewFile(call().argument(0), *sealed, QStringLiteral("The backup"));
}

void BackupShowCommand::run()
{
    const Result<ClusterBackup> backup = readBackup(call());
    if (!backup)
        return fail(backup.error());
    if (const Result<void> written = writeKey(*backup, call().value(QStringLiteral("key-out"))); !written)
        return fail(written.error());
    if (out().isJson()) {
        out().json(backup->toJson());
        return finish(ExitCode::Done);
    }
    out().line({{backup->label(), Tone::Strong}});
    std::vector<std::vector<Piece>> rows{{{QStringLiteral("license"), Tone::Quiet}, {backup->license.text()}},
                                         {{QStringLiteral("key"), Tone::Quiet}, {keyWords(*backup)}}};
    QStringList keys = backup->settings.keys();
    keys.sort();
    for (const QString& key : keys)
        rows.push_back({{key, Tone::Quiet}, {backup->settings.value(key)}});
    for (const ClusterBackup::Node& node : backup->nodes)
        rows.push_back({{node.name, Tone::Quiet},
                        {QStringLiteral("%1, priority %2").arg(node.address).arg(node.priority)}});
    out().table({QString(), QString()}, rows);
    finish(ExitCode::Done);
}

Result<FutureResult<Done>> BackupRestoreCommand::act()
{
    const Result<ClusterBackup> backup = readBackup(call());
    if (!backup)
        return Failure(backup.error());
    if (!call().has(QStringLiteral("dry-run"))) {
        const QString keyOut = call().value(QStringLiteral("key-out"));
        if (!keyOut.isEmpty() && QFile::exists(keyOut)) // before anything is changed
            return failure(ErrorKind::Refused, QStringLiteral("The file for the key exists already."),
                           QStringLiteral("Choose another file."), keyOut);
        return session()
            .actions()
            .restore(*backup, call().has(QStringLiteral("into-another")), std::nullopt)
            .then(this, [backup = *backup, keyOut](const Result<Done>& done) -> Result<Done> {
                if (!done)
                    return done;
                if (const Result<void> written = writeKey(backup, keyOut); !written)
                    return Failure(written.error());
                return done;
            });
    }
    return session().actions().restorePlan(*backup).then(
        this, [](const Result<RestorePlan>& plan) -> Result<Done> {
            if (!plan)
                return Failure(plan.error());
            const QString head = plan->isEmpty() ? QStringLiteral("Nothing would change.")
                                                 : QStringLiteral("A restore would change this:");
            return Done{(QStringList{head} + plan->changes + plan->notes).join(u'\n'), {}};
        });
}

} // namespace rollcall::ctl
