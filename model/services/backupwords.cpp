#include "model/services/backupwords.h"

namespace rollcall
{

namespace
{

/// "a, b, c and 4 more"
QString listOf(const QStringList& words, qsizetype most)
{
    const qsizetype more = words.size() - most;
    return more > 0
               ? QStringLiteral("%1 and %2 more").arg(words.mid(0, most).join(QStringLiteral(", "))).arg(more)
               : words.join(QStringLiteral(", "));
}

QString settingsText(const ClusterBackup& backup)
{
    constexpr qsizetype shown = 4;
    QStringList keys = backup.settings.keys();
    keys.sort();
    QStringList words;
    for (const QString& key : std::as_const(keys)) {
        const QString value = backup.settings.value(key);
        const Result<SettingSpec> spec = settingSpec(key);
        words << QStringLiteral("%1: %2").arg(key, value.isEmpty() ? QStringLiteral("empty")
                                                   : spec          ? spec->text(value)
                                                                   : value);
    }
    return words.isEmpty() ? QStringLiteral("all at their defaults") : listOf(words, shown);
}

QString prioritiesText(const ClusterBackup& backup)
{
    constexpr qsizetype shown = 6;
    QStringList words;
    for (const ClusterBackup::Node& node : backup.nodes)
        words << QStringLiteral("%1\u00A0%2").arg(node.name).arg(node.priority); // not broken between
    return words.isEmpty() ? QStringLiteral("no node") : listOf(words, shown);
}

} // namespace

std::vector<BackupFact> backupFacts(const ClusterBackup& backup)
{
    return {{QStringLiteral("Settings"), settingsText(backup)},
            {QStringLiteral("License"), backup.license.text()},
            {QStringLiteral("Priorities"), prioritiesText(backup)},
            {QStringLiteral("Encryption key"), backup.key.isEmpty()              ? QStringLiteral("not in it")
                                               : backup.keyFingerprint.isEmpty() ? QStringLiteral("in it")
                                                                                 : backup.keyFingerprint}};
}

QString backupMadeSentence(const ClusterBackup& backup, const QString& path)
{
    return backup.key.isEmpty()
               ? QStringLiteral("The configuration of %1 is in %2, without the key.").arg(backup.name, path)
               : QStringLiteral("The configuration of %1 and the key %2 are in %3.")
                     .arg(backup.name, backup.keyFingerprint, path);
}

} // namespace rollcall
