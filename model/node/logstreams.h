#pragma once

#include "model/core/ids.h"
#include "model/messenger/messengerserver.h"
#include "model/units/unitmanager.h"

#include <QHash>
#include <QObject>

#include <vector>

namespace rollcall
{

/// Serves logs.subscribe: what the units of this node write, the last lines first, then live. Keeps no lines
/// itself, only counts them.
class LogStreams : public QObject
{
    Q_OBJECT

public:
    /// server and units outlive it; no line was written before it is made.
    LogStreams(MessengerServer& server, UnitManager& units, std::vector<UnitSpec> specs,
               Incarnation incarnation, QObject* parent = nullptr);

private:
    struct Reader {
        Subscription subscription;
        QString unit;
        QStringList backlog; ///< until it is delivered
    };
    tl::expected<Reader, RpcError> open(const QJsonObject& params, ClientNumber client);
    void deliver(const Subscription& to, qint64 number, const QString& line);
    void lineWritten(const QString& unit, const QString& line);

    MessengerServer& m_server;
    UnitManager& m_units;
    std::vector<UnitSpec> m_specs;
    Incarnation m_incarnation;
    QHash<QString, qint64> m_written; ///< lines of a unit since this process began
    std::vector<Reader> m_readers;
};

} // namespace rollcall
