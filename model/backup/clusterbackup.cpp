#include "model/backup/clusterbackup.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int mostPriority = 1000;

Failure damaged(const QString& what)
{
    return failure(ErrorKind::Invalid, QStringLiteral("The backup cannot be used: %1.").arg(what),
                   QStringLiteral("Take another copy of it."));
}

QJsonObject nodeJson(const ClusterBackup::Node& node)
{
    return {{QStringLiteral("id"), node.id.toString()},
            {QStringLiteral("name"), node.name},
            {QStringLiteral("address"), node.address},
            {QStringLiteral("priority"), node.priority}};
}

Result<ClusterBackup::Node> nodeFrom(const QJsonObject& object)
{
    ClusterBackup::Node node;
    node.name = object.value(u"name").toString();
    node.address = object.value(u"address").toString();
    const std::optional<NodeId> id = NodeId::parse(object.value(u"id").toString());
    const int priority = object.value(u"priority").toInt(-1);
    if (!id || node.name.isEmpty())
        return damaged(QStringLiteral("a node in it has no identity"));
    if (priority < 0 || priority > mostPriority)
        return damaged(QStringLiteral("the node %1 in it has no priority from 0 to 1000").arg(node.name));
    node.id = *id;
    node.priority = priority;
    return node;
}

Result<License> licenseFrom(const QJsonObject& object)
{
    License license;
    const std::optional<Edition> edition = editionOf(object.value(u"edition").toString());
    license.nodes = object.value(u"nodes").toInt();
    if (!edition || license.nodes < 1 || license.nodes > mostLicensedNodes)
        return damaged(QStringLiteral("its license is none"));
    license.edition = *edition;
    return license;
}

} // namespace

ClusterBackup ClusterBackup::of(const ClusterFacts& facts, const std::vector<SettingState>& settings,
                                const QString& by)
{
    ClusterBackup made;
    made.cluster = facts.cluster.id;
    made.name = facts.cluster.name;
    made.by = by;
    made.createdAt = facts.databaseTime;
    made.keyFingerprint = keyInForce(facts);
    made.license.edition = facts.cluster.license.edition;
    made.license.nodes = facts.cluster.license.nodes;
    for (const SettingState& setting : settings)
        if (setting.value != setting.spec.standard)
            made.settings.insert(setting.spec.key, setting.value);
    for (const NodeRow& row : facts.nodes)
        if (!row.removedAt)
            made.nodes.push_back({row.id, row.name, row.report.address, row.priority});
    return made;
}

QString ClusterBackup::label() const
{
    return QStringLiteral("%1, %2 UTC, by %3")
        .arg(name,
             QDateTime::fromMSecsSinceEpoch(createdAt, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm")),
             by);
}

QJsonObject ClusterBackup::toJson() const
{
    QJsonObject values;
    for (auto each = settings.begin(); each != settings.end(); ++each)
        values.insert(each.key(), each.value());
    QJsonArray list;
    for (const Node& node : nodes)
        list.append(nodeJson(node));
    return {{QStringLiteral("cluster"),
             QJsonObject{{QStringLiteral("id"), cluster.toString()}, {QStringLiteral("name"), name}}},
            {QStringLiteral("created"),
             QDateTime::fromMSecsSinceEpoch(createdAt, Qt::UTC).toString(Qt::ISODateWithMs)},
            {QStringLiteral("by"), by},
            {QStringLiteral("settings"), values},
            {QStringLiteral("license"), QJsonObject{{QStringLiteral("edition"), wordOf(license.edition)},
                                                    {QStringLiteral("nodes"), license.nodes}}},
            {QStringLiteral("nodes"), list},
            {QStringLiteral("key_fingerprint"),
             keyFingerprint.isEmpty() ? QJsonValue() : QJsonValue(keyFingerprint)},
            {QStringLiteral("has_key"), !key.isEmpty()}};
}

Secret ClusterBackup::toBytes() const
{
    QJsonObject object = toJson();
    object.insert(QStringLiteral("key"), QString::fromLatin1(key.reveal()));
    return Secret(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<ClusterBackup> ClusterBackup::fromBytes(const Secret& bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes.reveal());
    const QJsonObject object = document.object();
    const QJsonObject cluster = object.value(u"cluster").toObject();
    ClusterBackup made;
    const std::optional<ClusterId> id = ClusterId::parse(cluster.value(u"id").toString());
    made.name = cluster.value(u"name").toString();
    if (!document.isObject() || !id || made.name.isEmpty())
        return damaged(QStringLiteral("it does not say of which cluster it is"));
    made.cluster = *id;
    made.by = object.value(u"by").toString();
    const QDateTime created = QDateTime::fromString(object.value(u"created").toString(), Qt::ISODateWithMs);
    if (!created.isValid())
        return damaged(QStringLiteral("it does not say when it was made"));
    made.createdAt = created.toMSecsSinceEpoch();
    const QJsonObject values = object.value(u"settings").toObject();
    for (auto each = values.begin(); each != values.end(); ++each) {
        const Result<SettingSpec> spec = settingSpec(each.key());
        if (!spec)
            return damaged(QStringLiteral("this version knows no setting %1").arg(each.key()));
        const Result<QString> value = spec->accepted(each.value().toString());
        if (!value)
            return Failure(value.error());
        made.settings.insert(each.key(), *value);
    }
    const Result<License> license = licenseFrom(object.value(u"license").toObject());
    if (!license)
        return Failure(license.error());
    made.license = *license;
    for (const QJsonValue& each : object.value(u"nodes").toArray()) {
        const Result<Node> node = nodeFrom(each.toObject());
        if (!node)
            return Failure(node.error());
        made.nodes.push_back(*node);
    }
    made.keyFingerprint = object.value(u"key_fingerprint").toString();
    made.key = Secret(object.value(u"key").toString().toLatin1());
    return made;
}

} // namespace rollcall
