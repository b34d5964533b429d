#include "model/node/servicerecord.h"

#include "model/node/durablefile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace rollcall
{

namespace
{

constexpr qint64 longestRecord = 64 * 1024;

QString recordIn(const QString& stateFolder)
{
    return stateFolder + QStringLiteral("/services");
}

} // namespace

OutsideServices outsideServicesOf(const NodeConfig& config)
{
    OutsideServices services{{}, config.systemd};
    for (const UnitSpec& unit : config.units)
        if (unit.role == UnitRole::Service && !unit.systemd.isEmpty())
            services.names.append(unit.systemd);
    return services;
}

Result<void> rememberServices(const QString& stateFolder, const OutsideServices& services, bool stillRunning)
{
    OutsideServices all = services;
    if (const OutsideServices earlier = rememberedServices(stateFolder);
        stillRunning && earlier.scope == all.scope)
        all.names += earlier.names;
    all.names.removeDuplicates();
    if (all == rememberedServices(stateFolder))
        return {};
    const QJsonObject record{{QStringLiteral("bus"), all.scope == SystemdScope::User
                                                         ? QStringLiteral("user")
                                                         : QStringLiteral("system")},
                             {QStringLiteral("services"), QJsonArray::fromStringList(all.names)}};
    return writeDurably(recordIn(stateFolder), QJsonDocument(record).toJson(QJsonDocument::Compact) + '\n');
}

OutsideServices rememberedServices(const QString& stateFolder)
{
    QFile file(recordIn(stateFolder));
    if (stateFolder.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject record = QJsonDocument::fromJson(file.read(longestRecord)).object();
    OutsideServices services;
    for (const QJsonValue& name : record.value(u"services").toArray())
        services.names.append(name.toString());
    if (record.value(u"bus").toString() == u"user")
        services.scope = SystemdScope::User;
    return services;
}

} // namespace rollcall
